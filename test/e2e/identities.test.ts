import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PeerIdentity } from "../../src/protocol/identity.ts";
import type { LogEntry } from "../../src/store/types.ts";
import { callsSetting, encryptedAgain } from "./support/calls.ts";
import { launchChromiumProfile } from "./support/chromium.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import { KeyHolder } from "./support/key-holder.ts";
import type { Person } from "./support/meeting.ts";
import { everythingReleased } from "./support/released.ts";
import { setting } from "./support/setting.ts";
import { wasmSetting } from "./support/sora-wasm/setting.ts";
import { withWasm } from "./support/sora-wasm/stand-ins.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());
const openWithWasm = wasmSetting();

async function idOf(person: Person): Promise<string> {
  return (await ownTile(person)).id;
}

interface Seen extends PeerIdentity {
  readonly verified: boolean;
}

/** The identity of `peer` on the page of `viewer`. */
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
  // The page shows it at once. A page that is left before the contact is stored would lose it.
  const stored = () =>
    viewer.tab.evaluate(async () => {
      const contacts = await window.__calls.call("main").contacts.list();
      return contacts.filter(({ verifiedAt }) => verifiedAt !== null).length;
    });
  await eventually(`${viewer.name} has stored it`, async () => expect(await stored()).toBeGreaterThan(0));
  return compared;
}

test("a reconnect, or leaving and joining again, keeps a participant verified on both sides, also in another browser", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);
  await shows(ann, ben, { status: "new", verified: false });
  await compare(ann, ben);
  await shows(ann, ben, { status: "verified", verified: true });
  const before = await Promise.all([seenBy(ann, ben), seenBy(ben, ann)]);
  const drop = async (person: Person) => meeting.server.faults.drop(await idOf(person));
  const leaveAndJoin = async ({ tab }: Person) => {
    await tab.evaluate(() => window.__calls.call("main").disconnect());
    if (tab.browser === "chromium") {
      await eventually("the worker has ended", async () => expect(tab.workers()).toEqual([]));
    }
    await tab.evaluate(() => window.__calls.call("main").connect());
  };
  for (const [person, goAway] of [
    [ann, drop],
    [ann, leaveAndJoin],
    [ben, drop],
    [ben, leaveAndJoin],
  ] as const) {
    const id = await idOf(person);
    await goAway(person);
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

/** The metadata of all connections in a notification, by connection id. Changes apply in place. */
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

test("a server that strips, replays, swaps or splits statements cannot make a peer verified, and is reported", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const { hostile } = meeting.server.faults;
  const ann = await meeting.arrive("Ann", { params: { user: "ann" } });
  const statements = new Map<string, Statement>();
  const stopListening = hostile.changeNotifications("ann", (notification) => {
    eachMetadata(notification, (id, { participant }) => statements.set(id, participant as Statement));
    return notification;
  });
  const ben = await meeting.arrive("Ben", { params: { user: "ben" } });
  const cho = await meeting.arrive("Cho", { params: { user: "cho" } });
  await everyoneEncrypted([ann, ben, cho]);
  stopListening();
  await compare(ann, ben);
  await shows(ann, ben, { status: "verified", verified: true, confirmed: true });
  const old = statements.get(await idOf(ben)) ?? expect.fail("Ben announced no statement");
  const ofCho = statements.get(await idOf(cho)) ?? expect.fail("Cho announced no statement");
  const choId = await idOf(cho);
  const withStatementsOfBen = (change: (statement: Statement) => Statement) =>
    hostile.changeNotifications("ann", (notification) => {
      const changed = structuredClone(notification);
      eachMetadata(changed, (id, metadata) => {
        if (id !== choId) metadata.participant = change(metadata.participant as Statement);
      });
      return changed;
    });

  const invalid = { status: "invalid", key: null, verified: false } as const;
  const attacks: readonly (readonly [string, (own: Statement) => Statement, Partial<Seen>])[] = [
    ["strips it", () => undefined, { status: "none", key: null, verified: false }],
    ["replays an old one", () => old, invalid],
    ["gives somebody else's", () => ofCho, invalid],
    ["gives it with somebody else's proof", (own) => ({ ...own, proof: ofCho?.proof }), invalid],
  ];
  for (const [what, change, seen] of attacks) {
    const undo = withStatementsOfBen(change);
    await meeting.rejoin(ben, { user: "ben" });
    await everyoneEncrypted([ann, ben, cho]);
    await shows(ann, ben, seen);
    expect(await refusals(ann), `what Ann is told of a server that ${what}`).toEqual(
      expect.arrayContaining(seen.status === "none" ? [] : ["identity-invalid"]),
    );
    undo();
  }

  // Without the proof, Ben's connection looks like one with Sora's wasm until a signed message, such as a receipt, shows
  // that it can sign.
  const undo = withStatementsOfBen((own) => ({ ...own, proof: undefined }));
  await meeting.rejoin(ben, { user: "ben" });
  await everyoneEncrypted([ann, ben, cho]);
  await shows(ann, ben, invalid);
  undo();

  const undoSwap = hostile.swapBundles("ben", "cho", "ann");
  await meeting.rejoin(ann, { user: "ann" });
  await eventually("Ann sees two people", async () => {
    for (const peer of [ben, cho]) expect(await seenBy(ann, peer)).toMatchObject(invalid);
  });
  expect(await refusals(ann)).toContain("identity-invalid");
  undoSwap();

  // The abilities of a server with a device of its own, which joins as Ben.
  const mallory = await meeting.join("Mallory", { params: { user: "ben" } });
  await meeting.rejoin(ann, { user: "ann" });
  await everyoneEncrypted([ann, ben, cho, mallory]);
  await shows(ann, ben, { status: "verified", verified: true, confirmed: true });
  await shows(ann, mallory, { status: "changed", verified: false, previousVerifiedAt: expect.any(Number) });
  expect(await told(ann, "verified"), "what Ann is told of Mallory").toContain("changed");
});

test("a call with peers of a released SDK and with Sora's wasm works with the identity on", async () => {
  const { meeting } = await openWithWasm({ page: "calls.html" });
  Object.assign(meeting.params, { identity: "device", relay: "signaling" });
  const ann = await meeting.arrive("Ann");
  const wim = await meeting.arrive("Wim", { params: withWasm });
  await everyoneEncrypted([ann, wim]);
  await compare(ann, wim);
  // The wasm signs only its own keys, so the connection does not confirm that it belongs to the participant.
  await shows(ann, wim, { status: "verified", verified: true, confirmed: false });
  await shows(wim, ann, { status: "verified", verified: true, confirmed: true });

  const released = await KeyHolder.join(meeting.server.signalingUrl, meeting.channel, "#released");
  try {
    await released.hold(await idOf(ann));
    await released.hold(await idOf(wim));
    await eventually(
      "Ann holds the key of the released SDK, and knows it as one without an identity",
      async () => {
        const seen = await ann.tab.evaluate(
          (id) => window.__calls.call("main").store.getState().peers[id],
          released.connectionId,
        );
        expect(seen).toMatchObject({
          keyId: expect.any(Number),
          safetyNumber: { kind: "connection" },
          identity: { status: "none", key: null },
        });
      },
    );
    expect(released.metadataOf(await idOf(ann))).toMatchObject({
      pre_key_bundle: {
        identityKey: expect.any(String),
        signedPreKey: expect.any(String),
        preKeySignature: expect.any(String),
      },
      participant: { version: 1, publicKey: expect.any(String), purpose: 0, signature: expect.any(String) },
    });
  } finally {
    await released.close();
  }
});

const refusals = (viewer: Person) => told(viewer, "refused");

/** The details of these entries in the log that a page shows. */
function told(viewer: Person, wanted: LogEntry["kind"]): Promise<readonly string[]> {
  return viewer.tab.evaluate(
    (wanted) =>
      window.__calls
        .call("main")
        .store.getState()
        .log.flatMap(({ kind, detail }) => (kind === wanted ? [detail] : [])),
    wanted,
  );
}

test("two tabs of one browser are the same person with an unreadable key, and cleared storage makes a new device", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  const own = await launchChromiumProfile(profile);
  try {
    const params = { user: "ann" };
    const one = await meeting.join("Ann", { own, params });
    const two = await meeting.join("Ann again", { own, params });
    const ben = await meeting.join("Ben");
    await everyoneEncrypted([one, two, ben]);
    await shows(ben, one, { status: "new" });
    const { key } = await seenBy(ben, one);
    await shows(ben, two, { key });
    expect(await ownIdentity(one)).toMatchObject({ kind: "device", key });
    expect(await stolenKeys(one)).toEqual({
      page: { type: "private", extractable: false, exported: ["no", "no", "no"] },
      worker: { type: "private", extractable: false, exported: ["no", "no", "no"] },
      told: [],
    });
    await one.tab.evaluate(async () => {
      for (const { name = "" } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
    });
    await meeting.rejoin(one, params);
    await everyoneEncrypted([one, two, ben]);
    const now = await ownIdentity(one);
    expect(now).toMatchObject({ kind: "device", isNew: true });
    expect(now.key).not.toBe(key);
    await shows(ben, one, { status: "changed", key: now.key, verified: false });
    await shows(ben, two, { key });
  } finally {
    await own.close().catch(() => undefined);
    rmSync(profile, { recursive: true, force: true });
  }
});

test("a call with damaged storage continues and reports it, and fails with nothing left open when the identity is required", async () => {
  const meeting = await open();
  meeting.params.identity = "device";
  const ann = await meeting.arrive("Ann");
  const join = (required?: "identity" | "vouch") =>
    ann.tab.evaluate(
      async (request) => {
        await window.__calls.leave("main");
        return window.__calls.join("main", request);
      },
      {
        channel: meeting.channel,
        signaling: meeting.server.signalingUrl,
        identity: "device" as const,
        ...(required && { required }),
      },
    );
  expect(await join("vouch")).toBe("vouch-failed");
  await everythingReleased(ann.tab);
  await ann.tab.evaluate(async () => {
    for (const version of [1, 2]) {
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.open("react-sora-e2ee/identity", version);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          if (version === 1)
            request.result.transaction("keys", "readwrite").objectStore("keys").put("junk", "default");
          request.result.close();
          resolve();
        };
      });
    }
  });
  expect(await join()).toBeNull();
  expect(await ownIdentity(ann)).toMatchObject({ kind: "session", isNew: true, key: expect.any(String) });
  expect(await refusals(ann)).toContain("identity-storage-corrupted");
  expect(await join("identity")).toBe("identity-storage-corrupted");
  await everythingReleased(ann.tab);
});

/** The results for scripts of the page's origin that try to copy the participant key. */
function stolenKeys(person: Person) {
  return person.tab.evaluate(async () => {
    const steal = async () => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open("react-sora-e2ee/identity");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const pair = await new Promise<CryptoKeyPair>((resolve, reject) => {
        const request = database.transaction("keys").objectStore("keys").get("default");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      database.close();
      const { privateKey } = pair;
      const name = "AES-GCM";
      const iv = new Uint8Array(12);
      const wrapping = await crypto.subtle.generateKey({ name, length: 256 }, true, ["wrapKey"]);
      const exported = await Promise.all(
        [
          crypto.subtle.exportKey("pkcs8", privateKey),
          crypto.subtle.exportKey("jwk", privateKey),
          crypto.subtle.wrapKey("jwk", privateKey, wrapping, { name, iv }),
        ].map((attempt) =>
          attempt.then(
            () => "yes",
            () => "no",
          ),
        ),
      );
      return { type: privateKey.type, extractable: privateKey.extractable, exported };
    };
    const url = URL.createObjectURL(new Blob([`(${String(steal)})().then((got) => postMessage(got))`]));
    const worker = new Worker(url);
    const inWorker = await new Promise<unknown>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
    worker.terminate();
    return { page: await steal(), worker: inWorker, told: window.__calls.keysTold };
  });
}

function ownIdentity(person: Person) {
  return person.tab.evaluate(() => window.__calls.call("main").store.getState().self.identity);
}
