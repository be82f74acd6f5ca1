import { expect, test } from "vitest";
import { createKeyAgreement } from "../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { RtcClient } from "../unit/dev-server/support/rtc-client.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { connections } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const english = { params: { lang: "en" } };

const press = ({ tab }: Person, text: string) => tab.click(`button:has-text("${text}")`);
const status = ({ tab }: Person) =>
  tab.evaluate(() => document.querySelector(".sora-meeting-status p")?.textContent ?? null);
/** The name and status on each tile, our own first. Our own says later how many participants open what we send. */
const labels = async ({ tab }: Person) => {
  const read = () =>
    [...document.querySelectorAll("[data-sora-tile]")].map((tile) => tile.getAttribute("aria-label") ?? "");
  return (await tab.evaluate(read)).map((label) => label.replace(/\. Opened by \d+ of \d+$/u, ""));
};
const idOf = ({ tab }: Person, label: string) =>
  tab.evaluate(
    (wanted) =>
      document.querySelector<HTMLElement>(`[data-sora-tile][aria-label^="${wanted}"]`)?.dataset.soraTile ??
      "",
    label,
  );

async function shareScreen(person: Person): Promise<void> {
  await person.tab.evaluate(() => {
    const screen = async () => new MediaStream([window.__fake.film(300, { width: 640, height: 360 })]);
    navigator.mediaDevices.getDisplayMedia = screen;
  });
  await press(person, "Share screen");
}

const own = (name: string) => `${name} (you): Protected`;
const proven = "Ann's screen: Encrypted";

async function annIsOneWithHerScreen(ann: Person, others: readonly Person[], when: string): Promise<void> {
  await eventually(when, async () => {
    const people = `${others.length + 1} people in this call`;
    const names = others.map(({ name }) => name);
    for (const { name, tab } of others) {
      const seen = [
        "Ann: Encrypted",
        proven,
        ...names.filter((one) => one !== name).map((one) => `${one}: Encrypted`),
      ];
      expect((await labels({ tab } as Person)).sort()).toEqual([own(name), ...seen].sort());
      expect(await status({ tab } as Person)).toBe(`${people}, 1 screen`);
    }
    expect((await labels(ann)).sort()).toEqual(
      [own("Ann"), "Ann's screen: Encrypted", ...names.map((one) => `${one}: Encrypted`)].sort(),
    );
    expect(await status(ann)).toBe(people);
  });
}

test("a participant and its screen stay one participant when either connection is lost, also for later participants", async () => {
  const meeting = await open();
  // Browsers themselves report connections that end without notice.
  meeting.allowProblems(/WebSocket/);
  const ann = await meeting.arrive("Ann", english);
  const ben = await meeting.arrive("Ben", english);
  await everyoneEncrypted(meeting.people);
  await shareScreen(ann);
  await annIsOneWithHerScreen(ann, [ben], "the screen belongs to Ann");

  const before = (await ownTile(ann)).id;
  meeting.server.faults.drop(before);
  await eventually("Ann is connected anew", async () => expect((await ownTile(ann)).id).not.toBe(before));
  await annIsOneWithHerScreen(ann, [ben], "the screen is still Ann's after her main connection was lost");

  const screen = await idOf(ben, "Ann's screen");
  meeting.server.faults.drop(screen);
  await eventually("the screen is connected anew", async () =>
    expect(["", screen]).not.toContain(await idOf(ben, "Ann's screen")),
  );
  await annIsOneWithHerScreen(ann, [ben], "the screen is still Ann's after its own connection was lost");

  const cho = await meeting.arrive("Cho", english);
  await annIsOneWithHerScreen(ann, [ben, cho], "Cho, who came last, sees Ann with her screen");
  for (const [id, { frames }] of connections(meeting.stats(), meeting.channel)) {
    expect(frames.video.sealed, `frames of ${id}`).toBe(frames.video.total);
  }
});

/** Every peer of the channel can copy the published values of another peer. */
async function claimedId({ server, channel }: Meeting, id: string): Promise<string> {
  const reader = await RtcClient.join(
    server.signalingUrl,
    { channel_id: channel, role: "recvonly", e2ee: true },
    false,
  );
  const created = await reader.notification("connection.created", reader.connectionId);
  await reader.close();
  const others = created.data as { connection_id: string; authn_metadata: Published }[];
  return (
    others.find(({ connection_id }) => connection_id === id)?.authn_metadata.react_sora_e2ee.participantId ??
    ""
  );
}

interface Published {
  readonly react_sora_e2ee: { readonly participantId: string };
}

test.each([
  ["names Ann's bundle", {}],
  ["says it is Ann's screen", { purpose: "screen" }],
])("a peer that %s gets keys, and is listed and counted on every page", async (_what, claim) => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", english);
  const ben = await meeting.arrive("Ben", english);
  await everyoneEncrypted(meeting.people);
  const annId = (await ownTile(ann)).id;
  const participantId = await claimedId(meeting, annId);
  expect(participantId).toMatch(/^[0-9a-f]{32}$/u);
  const eve = createKeyAgreement();
  const { preKeyBundle } = await eve.init();
  const client = await RtcClient.join(
    meeting.server.signalingUrl,
    {
      channel_id: meeting.channel,
      role: "recvonly",
      e2ee: true,
      bundle_id: annId,
      signaling_notify_metadata: {
        name: "Ann",
        pre_key_bundle: preKeyBundle,
        react_sora_e2ee: { version: 1, participantId, role: "sendonly", ...claim },
      },
    },
    false,
  );
  try {
    for (const person of [ann, ben]) {
      await eventually(`${person.name} is shown three people`, async () => {
        expect(await labels(person)).toHaveLength(3);
        expect(await status(person)).toBe("3 people in this call");
      });
    }
    await press(ann, "People");
    const lines = () =>
      ann.tab.evaluate(() => document.querySelectorAll("[data-panel=participants] li").length);
    await eventually("the list has a line for it", async () => expect(await lines()).toBe(3));
  } finally {
    await client.close();
  }
});

// The log shows three refusals of one kind in ten seconds.
test.each([[["constructor", "__proto__", ""]], [["x", 7]], [[null, { toString: 1 }]]])(
  "notifications with the connection ids %j are dropped, and the meeting goes on",
  async (ids) => {
    const meeting = await open();
    const ann = await meeting.arrive("Ann", english);
    await meeting.arrive("Ben", english);
    await everyoneEncrypted(meeting.people);
    const annId = (await ownTile(ann)).id;
    await press(ann, "Events");
    const reported = () =>
      ann.tab.evaluate(() => {
        const log = document.querySelector("[data-panel=events]")?.textContent ?? "";
        return log.split("The server sent a connection ID in a form that Sora does not use.").length - 1;
      });

    for (const [at, id] of ids.entries()) {
      const undo = meeting.server.faults.hostile.changeNotifications(annId, (notification) =>
        notification.event_type === "connection.created" && notification.connection_id !== annId
          ? { ...notification, connection_id: id }
          : notification,
      );
      const guest = await RtcClient.join(
        meeting.server.signalingUrl,
        { channel_id: meeting.channel, role: "recvonly", e2ee: true },
        false,
      );
      await eventually(`the log tells of the id ${JSON.stringify(id)}`, async () =>
        expect(await reported()).toBe(at + 1),
      );
      undo();
      await guest.close();
    }

    await eventually("Ben is still encrypted, and no other peer is listed", async () =>
      expect(await labels(ann)).toEqual([own("Ann"), "Ben: Encrypted"]),
    );
    await everyoneEncrypted(meeting.people);
  },
);
