import {
  createCommit,
  createGroup,
  defaultCapabilities,
  defaultLifetime,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type Proposal,
} from "ts-mls";
import { initializeEpoch } from "ts-mls/keySchedule.js";
import { describe, expect, it, vi } from "vitest";
import {
  type CommitContent,
  createKeyPackage,
  MlsGroup,
  readKeyPackage,
} from "../../../../src/e2ee/agreement/mls/group.ts";
import { committed, entered, groupOf, party } from "./parties.ts";

const alice = "ALICE".padEnd(26, "-");
const accept = () => true;

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no entry ${index}`);
  return found;
}

describe.each(["x25519", "x-wing"] as const)("an MLS group with the suite %s", (suite) => {
  it("gives all peers the same frame material for one sender, and the same authenticator", async () => {
    const groups = await groupOf(await Promise.all([party(suite), party(suite), party(suite)]));
    expect(groups).toHaveLength(3);
    const materials = await Promise.all(groups.map((group) => group.material(alice)));
    expect(new Set(materials.map(String)).size).toBe(1);
    expect(at(materials, 0)).toHaveLength(32);
    expect(new Set(groups.map(({ authenticator }) => String(authenticator))).size).toBe(1);
  });

  it("gives each peer different material, and changes it in each epoch", async () => {
    const [a, b, c] = await Promise.all([party(suite), party(suite), party(suite)]);
    const [first] = await groupOf([a, b]);
    const { next } = await committed(first as MlsGroup, [c.card], []);
    const materials = [
      await (first as MlsGroup).material(alice),
      await (first as MlsGroup).material("B".repeat(26)),
      await next.material(alice),
    ];
    expect(new Set(materials.map(String)).size).toBe(3);
    expect([(first as MlsGroup).epoch, next.epoch]).toEqual([1, 2]);
  });

  it("does not let a removed peer follow the commit or join by its welcome", async () => {
    const [a, b, c, d] = await Promise.all([party(suite), party(suite), party(suite), party(suite)]);
    const groups = await groupOf([a, b, c]);
    const { commit, welcome } = await committed(at(groups, 0), [d.card], [at(groups, 2).ownLeaf]);
    expect(await at(groups, 1).receive(commit, accept)).toBeInstanceOf(MlsGroup);
    expect(await at(groups, 2).receive(commit, accept)).not.toBeInstanceOf(MlsGroup);
    expect(await entered(c.suite.algorithms, welcome as Uint8Array, c.own)).toBeNull();
  });
});

it("a group keeps no secrets of its former epochs", async () => {
  const [a, b, c] = await Promise.all([party(), party(), party()]);
  let [first, second] = (await groupOf([a, b])) as [MlsGroup, MlsGroup];
  // The library has them in maps by epoch.
  const kept: number[] = [];
  const { set } = Map.prototype;
  const spy = vi.spyOn(Map.prototype, "set").mockImplementation(function (
    this: Map<unknown, unknown>,
    key,
    value,
  ) {
    set.call(this, key, value);
    if (typeof key === "bigint") kept.push(this.size);
    return this;
  });
  for (let i = 0; i < 3; i++) {
    for (const [added, removed] of [
      [[c.card], []],
      [[], [2]],
    ] as const) {
      const { next, commit } = await committed(first, added, removed);
      first = next;
      second = (await second.receive(commit, accept)) as MlsGroup;
    }
  }
  spy.mockRestore();
  expect(second.epoch).toBe(7);
  // The one that the library just left.
  expect(kept.length).toBeGreaterThanOrEqual(12);
  expect(Math.max(...kept)).toBe(1);
});

describe("a commit", () => {
  it("can be inspected for its sender, its added members and its removed members before it is applied", async () => {
    const [a, b, c, d] = await Promise.all([party(), party(), party(), party()]);
    const groups = await groupOf([a, b, c]);
    const { commit } = await committed(at(groups, 1), [d.card], [0]);
    let content: CommitContent | null = null;
    const result = await at(groups, 2).receive(commit, (found) => {
      content = found;
      return false;
    });
    expect(result).toBe("judged");
    expect(content).toEqual({
      sender: 1,
      added: [{ keyPackage: d.own.bytes, identityKey: d.suite.identityKey }],
      removed: [0],
    });
  });

  it("changes nothing when any of its bytes is damaged", async () => {
    const [a, b, c] = await Promise.all([party(), party(), party()]);
    const groups = await groupOf([a, b]);
    const { commit } = await committed(at(groups, 0), [c.card], []);
    for (let place = 0; place < commit.length; place += 7) {
      const damaged = Uint8Array.from(commit);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect(await at(groups, 1).receive(damaged, accept)).not.toBeInstanceOf(MlsGroup);
    }
    expect(await at(groups, 1).receive(Uint8Array.of(...commit, 0), accept)).toBe("not-allowed");
    expect(await at(groups, 1).receive(commit, accept)).toBeInstanceOf(MlsGroup);
  });

  it("is refused when it has proposals other than additions and removals", async () => {
    const [a, b] = await Promise.all([party(), party()]);
    const { algorithms } = a.suite;
    const { publicPackage, privatePackage } = a.own;
    const alone = await createGroup(new Uint8Array(16), publicPackage, privatePackage, [], algorithms);
    const added = await createCommit(
      { state: alone, cipherSuite: algorithms },
      {
        extraProposals: [{ proposalType: "add", add: { keyPackage: b.card.keyPackage } }],
        ratchetTreeExtension: true,
      },
    );
    const { welcome } = added;
    if (welcome === undefined) throw new Error("no welcome");
    const bytes = encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });
    const joined = await entered(b.suite.algorithms, bytes, b.own);
    const extraProposals: Proposal[] = [
      { proposalType: "group_context_extensions", groupContextExtensions: { extensions: [] } },
    ];
    const { commit } = await createCommit(
      { state: added.newState, cipherSuite: algorithms },
      { extraProposals },
    );
    expect(await joined?.receive(encodeMlsMessage(commit), accept)).toBe("not-allowed");
  });
});

describe("a key package", () => {
  it("contains the identity key and the connection id of its credential", async () => {
    const { own, card, suite } = await party("x25519", alice);
    expect(card).toMatchObject({ bytes: own.bytes, identityKey: suite.identityKey, credential: alice });
    expect((await party()).card.credential).toBe("");
  });

  it("is refused when any byte is damaged, missing or added", async () => {
    const { own, suite } = await party();
    for (let place = 0; place < own.bytes.length; place++) {
      const damaged = Uint8Array.from(own.bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect(await readKeyPackage(suite.algorithms, damaged), `byte ${place}`).toBeNull();
    }
    expect(await readKeyPackage(suite.algorithms, own.bytes.subarray(0, -1))).toBeNull();
    expect(await readKeyPackage(suite.algorithms, Uint8Array.of(...own.bytes, 0))).toBeNull();
  });

  it("is refused when it is of another suite", async () => {
    const [classic, hybrid] = await Promise.all([party("x25519"), party("x-wing")]);
    expect(await readKeyPackage(classic.suite.algorithms, hybrid.own.bytes)).toBeNull();
  });

  it("opens a welcome only for the peer that made the package", async () => {
    const [a, b, other] = await Promise.all([party(), party(), party()]);
    const alone = await MlsGroup.create(a.suite.algorithms, new Uint8Array(16), a.own);
    const { welcome } = await committed(alone, [b.card], []);
    expect(await entered(other.suite.algorithms, welcome as Uint8Array, other.own)).toBeNull();
    const fresh = await createKeyPackage(b.suite.algorithms, b.suite.identityKey, alice);
    expect(await entered(b.suite.algorithms, welcome as Uint8Array, fresh)).toBeNull();
  });
});

// Version 2.0.0-rc.10 of ts-mls sends a commit with a single Remove without an update path: the removed peer
// can then derive the next epoch from its own secrets. This library must not use a version with which this test
// fails.
it("in the MLS library, a peer that a single Remove removes does not learn the next epoch", async () => {
  const suite = await getCiphersuiteImpl(
    getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"),
  );
  const make = (name: string) =>
    generateKeyPackage(
      { credentialType: "basic", identity: new TextEncoder().encode(name) },
      defaultCapabilities(),
      defaultLifetime,
      [],
      suite,
    );
  const [a, b, c] = await Promise.all([make("a"), make("b"), make("c")]);
  const alone = await createGroup(new Uint8Array(16), a.publicPackage, a.privatePackage, [], suite);
  const adds = [b, c].map(
    ({ publicPackage }): Proposal => ({
      proposalType: "add",
      add: { keyPackage: publicPackage },
    }),
  );
  const added = await createCommit(
    { state: alone, cipherSuite: suite },
    { extraProposals: adds, ratchetTreeExtension: true },
  );
  if (added.welcome === undefined) throw new Error("no welcome");
  const removed = await joinGroup(added.welcome, c.publicPackage, c.privatePackage, emptyPskIndex, suite);
  const leaf = removed.privatePath.leafIndex;
  const { newState } = await createCommit(
    { state: added.newState, cipherSuite: suite },
    { extraProposals: [{ proposalType: "remove", remove: { removed: leaf } }] },
  );
  // The values that the removed peer can compute: its own init secret, with a commit that adds no secret of its own.
  const nothing = new Uint8Array(suite.kdf.size);
  const guessed = await initializeEpoch(
    removed.keySchedule.initSecret,
    nothing,
    newState.groupContext,
    nothing,
    suite.kdf,
  );
  expect(guessed.keySchedule.epochAuthenticator).not.toEqual(newState.keySchedule.epochAuthenticator);
  expect(guessed.keySchedule.exporterSecret).not.toEqual(newState.keySchedule.exporterSecret);
  expect(newState.groupContext.epoch).toBe(2n);

  // The same computation gives the right values for a commit without an update path. So the test above would
  // detect the flaw.
  const another = [{ proposalType: "add", add: { keyPackage: (await make("d")).publicPackage } } as const];
  const { newState: without } = await createCommit(
    { state: added.newState, cipherSuite: suite },
    { extraProposals: another },
  );
  const right = await initializeEpoch(
    removed.keySchedule.initSecret,
    nothing,
    without.groupContext,
    nothing,
    suite.kdf,
  );
  expect(right.keySchedule.exporterSecret).toEqual(without.keySchedule.exporterSecret);
});
