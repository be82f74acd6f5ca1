import { expect, test } from "vitest";
import type { DevServerOptions, Interception } from "../../dev-server/src/index.ts";
import { callsSetting, encryptedAgain, expectOnlySealed, leave, tileOf } from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, keyIds, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

/** Calls with MLS, judged by the pages and by the server's counts. */

const open = callsSetting(setting());
const keyLabel = "#sora-e2ee";
const chat = "#chat";

async function openMls(suite: string, options: DevServerOptions = {}, codec = "VP8"): Promise<Meeting> {
  const meeting = await open({ soraVersion: "2026.1", ...options });
  Object.assign(meeting.params, { relay: "messaging", suite, sealed: chat, codec });
  return meeting;
}

function roomCode({ tab }: Person): Promise<string | null> {
  return tab.evaluate(() => window.__calls.call("main").store.getState().room?.code.digits ?? null);
}

function oneRoom(people: readonly Person[]): Promise<string> {
  return eventually("all pages show one room code", async () => {
    const codes = await Promise.all(people.map(roomCode));
    expect(new Set(codes).size, codes.join(", ")).toBe(1);
    return codes[0] ?? expect.fail("there is no room code");
  });
}

function say({ tab }: Person, text: string): Promise<void> {
  return tab.evaluate(([label, text]) => window.__calls.call("main").sendSealedMessage(label, text), [
    chat,
    text,
  ] as const);
}

async function reads({ tab, name }: Person, text: string): Promise<void> {
  await eventually(`${name} reads "${text}"`, async () =>
    expect(await tab.evaluate(() => window.__calls.received)).toContain(text),
  );
}

async function safetyNumber({ tab }: Person, peer: Person): Promise<string> {
  const { id } = await ownTile(peer);
  return eventually("there is a safety number", async () => {
    const digits = await tab.evaluate(
      (id) => window.__calls.call("main").store.getState().peers[id]?.safetyNumber?.digits ?? "",
      id,
    );
    expect(digits).toHaveLength(60);
    return digits;
  });
}

/** The identity that `viewer` shows of each connection of this purpose. */
function identities({ tab }: Person, purpose: "camera" | "screen") {
  return tab.evaluate((purpose) => {
    const peers = Object.values(window.__calls.call("main").store.getState().peers);
    return peers
      .filter(({ participant }) => (participant?.purpose ?? "camera") === purpose)
      .map(({ identity, encryption }) => ({
        ...{ encryption: encryption.status, key: identity.key, confirmed: identity.confirmed },
      }));
  }, purpose);
}

/** The participant key of `person`, as its own page shows it. */
function ownKey({ tab }: Person): Promise<string | null> {
  return tab.evaluate(() => window.__calls.call("main").store.getState().self.identity?.key ?? null);
}

async function screenIsShared(sharer: Person, viewers: readonly Person[]): Promise<void> {
  await sharer.tab.evaluate(() => window.__calls.shareScreen("main"));
  const screen = { encryption: "encrypted", key: await ownKey(sharer), confirmed: true };
  for (const viewer of viewers) {
    await eventually(`${viewer.name} decrypts the screen and knows it as ${sharer.name}'s`, async () =>
      expect(await identities(viewer, "screen")).toEqual([screen]),
    );
  }
}

test.each([
  ["x25519", "VP9"],
  ["x-wing", "AV1"],
])(
  "four peers join, leave, come back and share a screen with the suite %s and %s, and all frames are sealed and decrypted with one room code",
  async (suite, codec) => {
    const meeting = await openMls(suite, {}, codec);
    const ann = await meeting.arrive("Ann");
    const ben = await meeting.join("Ben", { browser: "firefox" });
    await everyoneEncrypted([ann, ben]);
    const ofTwo = await oneRoom([ann, ben]);
    const cho = await meeting.join("Cho");
    const dan = await meeting.join("Dan");
    await everyoneEncrypted([ann, ben, cho, dan]);
    await everyoneSeesAndHears([ann, ben, cho, dan]);
    const ofFour = await oneRoom([ann, ben, cho, dan]);
    expect(ofFour).not.toBe(ofTwo);
    expect(await safetyNumber(ann, ben)).toBe(await safetyNumber(ben, ann));

    await eventually("Ben and Cho read Ann", async () => {
      await say(ann, "hello");
      await reads(ben, "hello");
      await reads(cho, "hello");
    });

    const before = await keyIds([ann, ben]);
    await leave(dan);
    await leave(cho);
    await eventually("the keys moved on", async () => {
      const after = await keyIds([ann, ben]);
      expect(after.Ann ?? 0).toBeGreaterThan(before.Ann ?? 0);
    });
    await encryptedAgain([ann, ben]);
    expect([ofTwo, ofFour]).not.toContain(await oneRoom([ann, ben]));

    const keyOfBen = await ownKey(ben);
    expect(keyOfBen).toEqual(expect.any(String));
    await eventually("Ann knows Ben by that key", async () =>
      expect(await identities(ann, "camera")).toMatchObject([{ key: keyOfBen, confirmed: true }]),
    );
    const lost = (await ownTile(ben)).id;
    meeting.server.faults.drop(lost);
    await eventually("Ben has a new connection", async () => expect((await ownTile(ben)).id).not.toBe(lost));
    await encryptedAgain([ann, ben]);
    await everyoneSeesAndHears([ann, ben]);
    await oneRoom([ann, ben]);
    await eventually("Ann knows Ben by the key from before the reconnect", async () =>
      expect(await identities(ann, "camera")).toEqual([
        { encryption: "encrypted", key: keyOfBen, confirmed: true },
      ]),
    );

    // From Firefox.
    await screenIsShared(ben, [ann]);
    expectOnlySealed(meeting.stats(), meeting.channel);
  },
);

test("a peer on another agreement or suite is shown as such on both sides, and its media are not shown", async () => {
  const meeting = await openMls("x25519");
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.join("Ben");
  await everyoneEncrypted([ann, ben]);
  const others = [
    await meeting.join("Cho", { params: { suite: "x-wing" } }),
    // Agrees on keys in pairs.
    await meeting.join("Dan", { params: { suite: "" } }),
  ];
  for (const other of others) {
    for (const [viewer, peer] of [
      [ann, other],
      [other, ann],
    ] as const) {
      await eventually(`${viewer.name} sees why nothing of ${peer.name} opens`, async () =>
        expect(await tileOf(viewer, peer)).toMatchObject({
          encryption: "failing",
          reason: "other-agreement",
        }),
      );
    }
  }
  expect(await tileOf(ann, ben)).toMatchObject({ encryption: "encrypted" });
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a server that withholds, damages, forges, swaps and reorders MLS messages gets no clear frame, and the call recovers afterwards, in H264 and with a screen", async () => {
  let hostile: Interception["message"];
  const held: Buffer[] = [];
  const interception: Interception = {
    message: (delivery, label, message) =>
      label === keyLabel && hostile ? hostile(delivery, label, message) : [message],
  };
  const meeting = await openMls("x25519", { test: { interception } }, "H264");
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.join("Ben");
  await everyoneEncrypted([ann, ben]);

  hostile = () => [];
  const cho = await meeting.join("Cho");
  await eventually("Cho waits for keys", async () => {
    expect(await tileOf(cho, ann)).toBeDefined();
    expect(await tileOf(cho, ann)).not.toMatchObject({ encryption: "encrypted" });
  });
  hostile = ({ from }, _label, message) => {
    const damaged = Buffer.from(message);
    damaged[damaged.length - 9] = (damaged.at(-9) ?? 0) ^ 1;
    held.push(message);
    // A damaged message, the latest messages of all peers in another order and in this peer's name, and this
    // message in another peer's name.
    const forged = Buffer.from(message);
    const other = held.find((one) => one.toString("latin1", 4, 30) !== from);
    other?.copy(forged, 4, 4, 30);
    return [damaged, forged, ...held.slice(-4).reverse()];
  };
  await eventually("messages were damaged", async () => expect(held.length).toBeGreaterThan(4));
  hostile = undefined;
  await encryptedAgain([ann, ben, cho]);
  await everyoneSeesAndHears([ann, ben, cho]);
  await oneRoom([ann, ben, cho]);

  await screenIsShared(ann, [ben, cho]);
  expectOnlySealed(meeting.stats(), meeting.channel);
});
