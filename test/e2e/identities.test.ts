import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PeerIdentity } from "../../src/protocol/identity.ts";
import { callsSetting, encryptedAgain } from "./support/calls.ts";
import { launchChromiumProfile } from "./support/chromium.ts";
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

test("a device identity is known in the next call, and stays verified once it was compared", async () => {
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

test("a verified device is verified again, on both sides, right after its browser restarts", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  let own = await launchChromiumProfile(profile);
  try {
    const ann = await meeting.join("Ann", { own });
    const ben = await meeting.join("Ben");
    await everyoneEncrypted([ann, ben]);
    await compare(ann, ben);
    await shows(ben, ann, { status: "verified", verified: true });
    const before = await Promise.all([seenBy(ann, ben), seenBy(ben, ann)]);
    await own.close();
    meeting.forget(ann);
    own = await launchChromiumProfile(profile);
    const again = await meeting.join("Ann", { own });
    await meeting.rejoin(ben);
    await everyoneEncrypted([again, ben]);
    await shows(again, ben, { status: "verified", verified: true, by: "comparison", key: before[0].key });
    await shows(ben, again, { status: "verified", verified: true, by: "comparison", key: before[1].key });
  } finally {
    await own.close().catch(() => undefined);
    rmSync(profile, { recursive: true, force: true });
  }
});

type Statement = Readonly<Record<string, unknown>> | undefined;

/** Everybody's metadata as a notification tells it, by connection id, changed in place. */
function eachMetadata(
  notification: object,
  change: (id: string, metadata: Record<string, unknown>) => void,
): void {
  const { data = [], ...about } = notification as { data?: readonly object[] };
  for (const entry of [about, ...data] as readonly Record<string, unknown>[]) {
    const metadata = entry.authn_metadata ?? entry.metadata;
    if (typeof metadata === "object" && metadata !== null && typeof entry.connection_id === "string") {
      change(entry.connection_id, metadata as Record<string, unknown>);
    }
  }
}

test("a server that strips, replays or swaps statements cannot make a peer verified, and is reported", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const { hostile } = meeting.server.faults;
  const ann = await meeting.arrive("Ann");
  const statements = new Map<string, Statement>();
  const stopListening = hostile.changeNotifications(await idOf(ann), (notification) => {
    eachMetadata(notification, (id, { participant }) => statements.set(id, participant as Statement));
    return notification;
  });
  const ben = await meeting.arrive("Ben");
  const cho = await meeting.arrive("Cho");
  await everyoneEncrypted([ann, ben, cho]);
  stopListening();
  await compare(ann, ben);
  await shows(ann, ben, { status: "verified", verified: true });
  const old = statements.get(await idOf(ben)) ?? expect.fail("Ben announced no statement");
  const ofCho = statements.get(await idOf(cho)) ?? expect.fail("Cho announced no statement");

  const attacks: readonly (readonly [what: string, statement: Statement, seen: Partial<Seen>])[] = [
    ["strips it", undefined, { status: "none", key: null, verified: false }],
    ["replays an old one", old, { status: "invalid", key: null, verified: false }],
    ["gives somebody else's", ofCho, { status: "invalid", key: null, verified: false }],
  ];
  for (const [what, statement, seen] of attacks) {
    const annId = await idOf(ann);
    const choId = await idOf(cho);
    const undo = hostile.changeNotifications(annId, (notification) => {
      const changed = structuredClone(notification);
      eachMetadata(changed, (id, metadata) => {
        if (id !== annId && id !== choId) metadata.participant = statement;
      });
      return changed;
    });
    await meeting.rejoin(ben);
    await everyoneEncrypted([ann, ben, cho]);
    await shows(ann, ben, seen);
    expect(await refusals(ann), `what Ann is told of a server that ${what}`).toEqual(
      expect.arrayContaining(statement === undefined ? [] : ["identity-invalid"]),
    );
    undo();
  }
  await meeting.rejoin(ben);
  await everyoneEncrypted([ann, ben, cho]);
  await shows(ann, ben, { status: "verified", verified: true });
});

function refusals(viewer: Person): Promise<readonly string[]> {
  return viewer.tab.evaluate(() =>
    window.__calls
      .call("main")
      .store.getState()
      .log.flatMap(({ kind, detail }) => (kind === "refused" ? [detail] : [])),
  );
}

test("two tabs of one browser are the same person, and a browser with cleared storage is a new device", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  const own = await launchChromiumProfile(profile);
  try {
    const one = await meeting.join("Ann", { own });
    const two = await meeting.join("Ann again", { own });
    const ben = await meeting.join("Ben");
    await everyoneEncrypted([one, two, ben]);
    await shows(ben, one, { status: "new" });
    const { key } = await seenBy(ben, one);
    await shows(ben, two, { key });
    expect(await ownIdentity(one)).toMatchObject({ kind: "device", key });
    await one.tab.evaluate(async () => {
      for (const { name = "" } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
    });
    await meeting.rejoin(one);
    await everyoneEncrypted([one, two, ben]);
    const now = await ownIdentity(one);
    expect(now).toMatchObject({ kind: "device", isNew: true });
    expect(now.key).not.toBe(key);
    await shows(ben, one, { status: "new", key: now.key });
  } finally {
    await own.close().catch(() => undefined);
    rmSync(profile, { recursive: true, force: true });
  }
});

function ownIdentity(person: Person) {
  return person.tab.evaluate(() => window.__calls.call("main").store.getState().self.identity);
}
