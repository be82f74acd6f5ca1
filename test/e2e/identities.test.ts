import { expect, test } from "vitest";
import type { PeerIdentity } from "../../src/protocol/identity.ts";
import { callsSetting, encryptedAgain } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());

async function idOf(person: Person): Promise<string> {
  return (await ownTile(person)).id;
}

interface Seen extends PeerIdentity {
  readonly verified: boolean;
}

/** Who `peer` is on the page of `viewer`. */
async function seenBy(viewer: Person, peer: Person): Promise<Seen> {
  const seen = await viewer.tab.evaluate(
    (id) => {
      const found = window.__calls.call("main").store.getState().peers[id];
      return found ? { ...found.identity, verified: found.verified } : null;
    },
    await idOf(peer),
  );
  return seen ?? expect.fail(`${viewer.name} does not see ${peer.name}`);
}

function shows(viewer: Person, peer: Person, wanted: Partial<Seen>): Promise<void> {
  return eventually(`${viewer.name} sees ${peer.name} as ${JSON.stringify(wanted)}`, async () =>
    expect(await seenBy(viewer, peer)).toMatchObject(wanted),
  );
}

/** Both compare the number, and it is the same. */
async function compare(one: Person, other: Person): Promise<void> {
  const [a, b] = await Promise.all([verify(one, other), verify(other, one)]);
  expect(a).toMatchObject({ kind: "participant" });
  expect(a).toEqual(b);
}

async function verify(viewer: Person, peer: Person): Promise<{ readonly kind?: string; digits: string }> {
  const id = await idOf(peer);
  const number = () =>
    viewer.tab.evaluate((id) => window.__calls.call("main").store.getState().peers[id]?.safetyNumber, id);
  await eventually(`${viewer.name} has the safety number with ${peer.name}`, async () =>
    expect(await number()).toBeTruthy(),
  );
  const compared = (await number()) ?? expect.fail("no number");
  const isVerified = await viewer.tab.evaluate(
    ({ id, digits }) => window.__calls.call("main").setVerified(id, digits),
    { id, digits: compared.digits },
  );
  expect(isVerified).toBe(true);
  return compared;
}

test("a reconnect keeps a participant verified on both sides, also in another browser", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);
  await shows(ann, ben, { status: "new", verified: false });
  await compare(ann, ben);
  await shows(ann, ben, { status: "verified", verified: true });
  const before = await Promise.all([seenBy(ann, ben), seenBy(ben, ann)]);
  for (const person of [ann, ben]) {
    const id = await idOf(person);
    meeting.server.faults.drop(id);
    await eventually(`${person.name} has a new connection`, async () =>
      expect(await idOf(person)).not.toBe(id),
    );
    await encryptedAgain([ann, ben]);
    await shows(ann, ben, { status: "verified", verified: true, key: before[0].key });
    await shows(ben, ann, { status: "verified", verified: true, key: before[1].key });
  }
  expect(ann.tab.workers(), "workers").toHaveLength(1);
});

test("the identity of a device is known in the next call, and stays verified once it was compared", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);
  await shows(ann, ben, { status: "new" });
  await meeting.rejoin(ann);
  await everyoneEncrypted([ann, ben]);
  await shows(ann, ben, { status: "known", verified: false });
  await compare(ann, ben);
  await meeting.rejoin(ann);
  await meeting.rejoin(ben);
  await everyoneEncrypted([ann, ben]);
  await shows(ann, ben, { status: "verified", verified: true });
  await shows(ben, ann, { status: "verified", verified: true });
});
