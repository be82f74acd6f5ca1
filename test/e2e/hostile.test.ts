import { expect, test } from "vitest";
import type { FrameFailure } from "../../src/status.ts";
import { callsSetting, encryptedAgain, expectOnlySealed, hueDistance, leave } from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { picture, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

/** A server that attacks the participants. The faults of the dev server name peers by connection id. */

const open = callsSetting(setting());

/** `viewer: peer → reason` for each tile that must be failing; every other tile must be as it was. */
type Failures = readonly (readonly [viewer: Person, peer: Person, reason: FrameFailure])[];

async function idOf(person: Person): Promise<string> {
  return (await ownTile(person)).id;
}

/** Exactly these tiles fail, for these reasons, and all others are `encrypted`. */
async function exactlyFailing(people: readonly Person[], failures: Failures): Promise<void> {
  const names = new Map(
    await Promise.all(people.map(async (person) => [await idOf(person), person.name] as const)),
  );
  for (const viewer of people) {
    const shown = (await tiles(viewer.tab))
      .filter(({ local }) => !local)
      .map(
        ({ id, encryption, reason }) =>
          `${names.get(id)}: ${reason ? `${encryption} ${reason}` : encryption}`,
      );
    const wanted = people
      .filter((peer) => peer !== viewer)
      .map((peer) => {
        const failure = failures.find(([by, of]) => by === viewer && of === peer);
        return `${peer.name}: ${failure ? `failing ${failure[2]}` : "encrypted"}`;
      });
    expect(shown.sort(), `tiles on the page of ${viewer.name}`).toEqual(wanted.sort());
  }
}

async function settlesFailing(people: readonly Person[], failures: Failures): Promise<void> {
  await eventually("exactly the right tiles fail", () => exactlyFailing(people, failures));
}

/** During a second, no tile shows another participant's picture. */
async function nobodyShownAsAnother(people: readonly Person[]): Promise<void> {
  const look = async (peer: Person, id: string, { name, tab }: Person) => {
    for (let looks = 0; looks < 4; looks++) {
      const { hue } = await picture(tab, id);
      const strange = hue !== null && hueDistance(hue, peer.hue) >= 20;
      expect(strange, `hue ${hue} in the tile of ${peer.name} on the page of ${name}`).toBe(false);
    }
  };
  const ids = await Promise.all(people.map(idOf));
  await Promise.all(people.flatMap((peer, i) => people.map((viewer) => look(peer, ids[i]!, viewer))));
}

/** The number is computed after the keys, and may appear later. */
function safetyNumber(viewer: Person, peer: Person, peerId: string): Promise<string> {
  return eventually(`${viewer.name} has a safety number with ${peer.name}`, async () => {
    const digits = await viewer.tab.evaluate(
      (id) => window.__calls.call("main").store.getState().peers[id]?.safetyNumber?.digits ?? "",
      peerId,
    );
    expect(digits).toMatch(/^\d{60}$/);
    return digits;
  });
}

test("tampered frames fail only for the receivers that got them", async () => {
  const meeting = await open();
  const { people, server } = meeting;
  const { hostile } = server.faults;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  const cho = await meeting.join("Cho");
  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);
  const annId = await idOf(ann);
  const choId = await idOf(cho);

  const attacks: readonly (readonly [attack: () => () => void, Failures])[] = [
    [() => hostile.flipBits({ from: annId, to: choId }), [[cho, ann, "auth-failed"]]],
    [() => hostile.stripSealing({ from: annId, to: choId }), [[cho, ann, "malformed"]]],
    [
      () => hostile.replayFrames({ from: annId }),
      [
        [ben, ann, "replayed"],
        [cho, ann, "replayed"],
      ],
    ],
    [
      () => hostile.swapStreams(annId, choId),
      [
        [ben, ann, "wrong-sender"],
        [ben, cho, "wrong-sender"],
      ],
    ],
  ];
  for (const [attack, failures] of attacks) {
    const undo = attack();
    await settlesFailing(people, failures);
    await nobodyShownAsAnother(people);
    await settlesFailing(people, failures);
    undo();
    await encryptedAgain(people);
  }

  await everyoneSeesAndHears(people);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("dropped key messages leave only their recipient without a key", async () => {
  const meeting = await open();
  // A message that only one peer lacks: the messaging relay sends everything to all.
  meeting.params.relay = "signaling";
  const { people, server } = meeting;
  const { hostile } = server.faults;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  const cho = await meeting.join("Cho");
  await everyoneEncrypted(people);

  // A peer's new key after a leave does not reach one of the others: from 5 s after it, its frames stay closed there.
  const undo = hostile.dropKeyMessages({ from: await idOf(ann), to: await idOf(ben) });
  await leave(cho);
  meeting.forget(cho);
  await settlesFailing(people, [[ben, ann, "no-key"]]);
  undo();

  // No peer gets the keys of one peer. The new peer and that peer cannot decrypt each other. The others ratchet
  // by themselves.
  hostile.withholdKeys(await idOf(ann));
  const dan = await meeting.join("Dan");
  await settlesFailing(people, [
    [ben, ann, "no-key"],
    [dan, ann, "no-key"],
    [ann, dan, "no-key"],
  ]);
  await nobodyShownAsAnother(people);

  hostile.reset();
  await meeting.rejoin(dan);
  await encryptedAgain(people);
  await everyoneSeesAndHears(people);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

const shownNumber = (viewer: Person, peerId: string) =>
  viewer.tab.evaluate(
    (id) => window.__calls.call("main").store.getState().peers[id]?.safetyNumber?.digits ?? null,
    peerId,
  );
const identityStatus = (viewer: Person, peerId: string) =>
  viewer.tab.evaluate(
    (id) => window.__calls.call("main").store.getState().peers[id]?.identity.status,
    peerId,
  );

test("swapped bundles do not make any frame readable, and change the safety numbers", async () => {
  const meeting = await open();
  const { people, server } = meeting;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  await everyoneEncrypted(people);
  const annId = await idOf(ann);
  const benId = await idOf(ben);
  const honest = await safetyNumber(ann, ben, benId);
  expect(await safetyNumber(ben, ann, annId), "the same number on both sides").toBe(honest);

  server.faults.hostile.swapBundles(annId, benId);
  const cho = await meeting.join("Cho");
  await settlesFailing(people, [
    [cho, ann, "no-key"],
    [cho, ben, "no-key"],
    [ann, cho, "no-key"],
    [ben, cho, "no-key"],
  ]);
  await nobodyShownAsAnother(people);
  const choId = await idOf(cho);
  for (const [peer, id] of [
    [ann, annId],
    [ben, benId],
  ] as const) {
    await eventually("the statement does not fit the swapped bundle", async () =>
      expect(await identityStatus(cho, id)).toBe("invalid"),
    );
    // Without a key message that opened there is no proof of Cho's identity, and so no number to compare.
    expect(await shownNumber(peer, choId)).toBeNull();
    expect(await shownNumber(cho, id)).not.toBe(honest);
  }

  server.faults.hostile.reset();
  await meeting.rejoin(cho);
  await encryptedAgain(people);
  expect(await safetyNumber(cho, ann, annId)).toBe(await safetyNumber(ann, cho, await idOf(cho)));
  expectOnlySealed(meeting.stats(), meeting.channel);
});
