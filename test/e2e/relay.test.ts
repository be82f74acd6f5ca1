import { expect, test } from "vitest";
import type { DevServerOptions } from "../../dev-server/src/index.ts";
import type { SoraE2EEErrorCode } from "../../src/errors.ts";
import { RtcClient } from "../unit/dev-server/support/rtc-client.ts";
import { callsSetting, encryptedAgain, expectOnlySealed, tileOf } from "./support/calls.ts";
import {
  everyoneEncrypted,
  everyoneSeesAndHears,
  expectKeyIds,
  keyIds,
  ownTile,
} from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { type RelayCase, relays, withRelay } from "./support/relays.ts";
import { everythingReleased } from "./support/released.ts";
import { setting } from "./support/setting.ts";
import { expectNoFrames } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const page = setting();
const open = callsSetting(page);
const openWith = withRelay(open);
const [signaling, messaging] = relays as readonly [RelayCase, RelayCase];
const label = "#sora-e2ee";

async function idOf(person: Person): Promise<string> {
  return (await ownTile(person)).id;
}

/** A peer in Node that sends any message of a test on the key label. It has no keys and sends no media. */
function stranger({ server, channel }: Meeting): Promise<RtcClient> {
  return RtcClient.join(server.signalingUrl, {
    channel_id: channel,
    role: "recvonly",
    data_channel_signaling: true,
    data_channels: [{ label, direction: "sendrecv" }],
  });
}

function keyMessage(from: string, to: string, filling = 7): Buffer {
  return Buffer.concat([
    Buffer.from([1, 0, 0, 52]),
    Buffer.from(from + to, "latin1"),
    Buffer.alloc(92, filling),
  ]);
}

/**
 * 10,000 messages on this channel, each in its own task, as fast as the page accepts them. They are created on
 * the channel itself, because the dev server's transport is too slow for a flood.
 */
function flood({ tab }: Person, label: string, message: string): Promise<void> {
  return tab.evaluate(
    async ([label, message]) => {
      const channel = window.__calls.channels.findLast((each) => each.label === label);
      const bytes = Uint8Array.from(message, (letter) => letter.charCodeAt(0));
      const { port1, port2 } = new MessageChannel();
      for (let sent = 0; sent < 10_000; sent++) {
        bytes[bytes.length - 1] = sent;
        channel?.dispatchEvent(new MessageEvent("message", { data: bytes.slice().buffer }));
        await new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(0);
        });
      }
    },
    [label, message] as const,
  );
}

/** The refusals on this page so far: `peer code`. */
function refusals({ tab }: Person): Promise<string[]> {
  return tab.evaluate(() =>
    window.__calls
      .call("main")
      .store.getState()
      .log.filter(({ kind }) => kind === "refused")
      .map(({ connectionId, detail }) => `${connectionId} ${detail}`),
  );
}

const refused: readonly (readonly [string, RelayCase["relay"], DevServerOptions, SoraE2EEErrorCode])[] = [
  ["of 2026.1, by signaling", "signaling", messaging.server, "e2ee-routing-missing"],
  [
    "without messaging",
    "messaging",
    { ...messaging.server, dataChannelMessaging: false },
    "messaging-disabled",
  ],
  [
    "without DataChannels",
    "messaging",
    { ...messaging.server, dataChannelSignaling: false },
    "messaging-disabled",
  ],
];

test.each(refused)(
  "a server %s causes an error that says what to change, with nothing sent and nothing left open",
  async (_what, relay, options, code) => {
    const unsupported: string[] = [];
    const reportUnsupported = (line: string) => unsupported.push(line);
    const meeting = await page.meeting({ ...options, reportUnsupported });
    const { tab } = await meeting.join("Ann", { params: { relay } });
    await eventually("an error shows", async () => expect(await shownError(tab)).toBe(code));
    await everythingReleased(tab);
    expectNoFrames(meeting.stats());
    expect(unsupported.some((line) => line.includes('"e2ee"'))).toBe(relay === "signaling");
  },
);

test("peers on another relay, peers without E2EE and peers whose channel opens late are each shown with their status", async () => {
  const meeting = await openWith({ ...messaging, server: signaling.server });
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);
  const cho = await meeting.join("Cho", { params: { relay: signaling.relay } });
  const eve = await stranger(meeting);
  await eventually("Cho is without keys for Ann and Ben, as they are for it", async () => {
    const failing = { encryption: "failing", reason: "no-key" };
    for (const [viewer, peer] of [
      [ann, cho],
      [ben, cho],
      [cho, ann],
      [cho, ben],
    ] as const) {
      expect(await tileOf(viewer, peer)).toMatchObject(failing);
    }
    expect(await tileOf(ann, ben)).toMatchObject({ encryption: "encrypted" });
    expect(await tileOf(ann, eve.connectionId)).toMatchObject({ encryption: "unprotected" });
  });

  let openChannel: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => {
    openChannel = resolve;
  });
  meeting.server.faults.hostile.delayChannel(label, opening);
  const dan = await meeting.join("Dan");
  await eventually("Dan's channel is still closed", async () => {
    expect(await tileOf(ann, dan)).toMatchObject({ encryption: "failing", reason: "no-key" });
  });
  openChannel();
  await eventually("Ann, Ben and Dan are encrypted for each other", async () => {
    for (const viewer of [ann, ben, dan]) {
      for (const peer of [ann, ben, dan]) {
        const encryption = viewer === peer ? "protected" : "encrypted";
        expect(await tileOf(viewer, peer)).toMatchObject({ encryption });
      }
    }
  });
  await eve.close();
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a peer whose key channel is closed by the server reconnects", async () => {
  const meeting = await openWith(messaging);
  const { people } = meeting;
  await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben");
  await everyoneEncrypted(people);
  const before = await idOf(ben);
  meeting.server.faults.closeDataChannel(before, label);
  await eventually("Ben has another connection", async () => expect(await idOf(ben)).not.toBe(before));
  await encryptedAgain(people);
  await everyoneSeesAndHears(people);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("forged, repeated, reordered and endless key messages change nothing, and the log has few refusals", async () => {
  const meeting = await openWith(messaging);
  const { people, server } = meeting;
  const { hostile } = server.faults;
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben");
  await everyoneEncrypted(people);
  const [annId, benId] = [await idOf(ann), await idOf(ben)];
  const eve = await stranger(meeting);
  await eve.signaling.message(({ type }) => type === "switched");
  const say = (message: Buffer) => eve.channels.get(label)?.send(message);
  const held = await keyIds(people);

  say(keyMessage(benId, annId));
  await eventually("the forger is named", async () =>
    expect(await refusals(ann)).toContain(`${eve.connectionId} forged-sender`),
  );
  await flood(ann, label, eve.connectionId + keyMessage(eve.connectionId, annId).toString("latin1"));
  await eventually("the flooder is named", async () =>
    expect(await refusals(ann)).toContain(`${eve.connectionId} message-flood`),
  );

  await eve.close();

  // Each message between Ann and Ben arrives twice, and after its successor.
  let kept: Buffer[] = [];
  let repeated = 0;
  hostile.spoilMessages(label, { from: benId, to: annId }, (message) => {
    const before = kept;
    kept = [message];
    repeated += before.length;
    return [message, ...before];
  });
  for (const name of ["Cho", "Dan"]) {
    const guest = await meeting.join(name);
    await everyoneEncrypted(people);
    await guest.tab.close();
    meeting.forget(guest);
    await encryptedAgain(people);
  }
  // Ben sends Ann a new key after each leave. The second message repeats the first one.
  await eventually("a message was repeated", async () => expect(repeated).toBeGreaterThan(0));
  await expectKeyIds(people, { Ann: held.Ann! + 4, Ben: held.Ben! + 4 });
  await everyoneSeesAndHears(people);

  const entries = await refusals(ann);
  // Honest peers repeat messages on this relay, so a repeated one is no sign of a forgery.
  expect(entries.filter((entry) => entry.startsWith(benId))).toEqual([]);
  expect(entries.length, "entries about refusals").toBeLessThanOrEqual(40);
  expectOnlySealed(meeting.stats(), meeting.channel);
});
