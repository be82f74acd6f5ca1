import {
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createCommit,
  encodeMlsMessage,
  type Proposal,
} from "ts-mls";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { describe, expect, it, vi } from "vitest";
import { type GroupContent, MlsGroup, readKeyPackage } from "../../../../src/e2ee/agreement/mls/group.ts";
import { committed, entered, groupId, groupOf, type Party, party } from "./parties.ts";
import {
  commitOf,
  groupWith,
  inState,
  join,
  type Rogue,
  rawCommit,
  replacing,
  rogue,
  welcomeWithTree,
} from "./rogue.ts";

const accept = () => true;
const lastEpoch = 0xffff_ffffn;

describe("the leaves of a group", () => {
  it("have the indexes and the identity keys of the members, and a removed one leaves a gap", async () => {
    const parties = await Promise.all([party(), party(), party()]);
    const [first, , last] = await groupOf(parties);
    const keys = parties.map(({ suite }) => suite.identityKey);
    expect(last?.leaves).toEqual(keys.map((identityKey, index) => ({ index, identityKey })));
    expect([first?.ownLeaf, last?.ownLeaf]).toEqual([0, 2]);
    const { next } = await committed(first as MlsGroup, [], [1]);
    expect(next.leaves).toEqual([
      { index: 0, identityKey: keys[0] },
      { index: 2, identityKey: keys[2] },
    ]);
    expect(next.id).toEqual(groupId);
    expect(next.authenticator.length).toBeGreaterThanOrEqual(32);
    expect(next.authenticator).not.toEqual(last?.authenticator);
  });
});

describe("a key package", () => {
  it("of ours offers no extensions and no other proposals", async () => {
    const { card, suite } = await party();
    expect(card.keyPackage.leafNode.capabilities).toEqual({
      versions: ["mls10"],
      ciphersuites: [suite.algorithms.name],
      extensions: [],
      proposals: [],
      credentials: ["basic"],
    });
  });

  it.each([
    ["that names other suites only", { ciphersuites: ["MLS_256_XWING_AES256GCM_SHA512_Ed25519" as const] }],
    ["without the credentials of this library", { credentials: ["x509" as const] }],
  ])("%s is refused", async (_what, change) => {
    const { bytes, algorithms } = await rogue(change);
    expect(await readKeyPackage(algorithms, bytes)).toBeNull();
  });

  it("with a leaf key that seals nothing is refused", async () => {
    const { bytes, algorithms } = await rogue({}, replacing(1, new Uint8Array(32)));
    expect(await readKeyPackage(algorithms, bytes)).toBeNull();
  });

  it("is not read from other messages", async () => {
    const [a, b] = await Promise.all([party(), party()]);
    const alone = await MlsGroup.create(a.suite.algorithms, groupId, a.own);
    const { welcome, commit } = await committed(alone, [b.card], []);
    for (const bytes of [welcome, commit, new Uint8Array(0)]) {
      expect(await readKeyPackage(a.suite.algorithms, bytes ?? new Uint8Array())).toBeNull();
    }
  });
});

describe("a welcome", () => {
  it("is not read from other messages, and not from a damaged one", async () => {
    const [a, b] = await Promise.all([party(), party()]);
    const alone = await MlsGroup.create(a.suite.algorithms, groupId, a.own);
    const { welcome, commit } = await committed(alone, [b.card], []);
    const damaged = Uint8Array.from(welcome ?? []);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    for (const bytes of [new Uint8Array(0), b.own.bytes, commit, damaged]) {
      expect(await entered(b.suite.algorithms, bytes, b.own)).toBeNull();
    }
    expect(await entered(b.suite.algorithms, welcome ?? new Uint8Array(), b.own)).toBeInstanceOf(MlsGroup);
  });

  it.each([
    ["with an id of 15 bytes", { id: new Uint8Array(15) }],
    ["with an id of 17 bytes", { id: new Uint8Array(17) }],
    [
      "with an extension",
      {
        extensions: [
          { extensionType: "required_capabilities" as const, extensionData: Uint8Array.of(0, 0, 0) },
        ],
      },
    ],
    ["in its last epochs", { epoch: 0x7fff_ffffn }],
  ])("into a group %s is refused", async (_what, change) => {
    const [maker, joiner] = [await rogue(), await party()];
    const { welcome } = await groupWith(maker, joiner, change);
    expect(await entered(joiner.suite.algorithms, welcome, joiner.own)).toBeNull();
  });

  it("may lead into half of all epochs", async () => {
    const [maker, joiner] = [await rogue(), await party()];
    const { welcome } = await groupWith(maker, joiner, { epoch: 0x7fff_fffen });
    const group = await entered(joiner.suite.algorithms, welcome, joiner.own);
    expect(group?.epoch).toBe(0x7fff_ffff);
  });

  it("into a group with a leaf that no later addition accepts is refused", async () => {
    const [maker, joiner] = [await rogue({ versions: [] }), await party()];
    const { welcome } = await groupWith(maker, joiner);
    expect(await entered(joiner.suite.algorithms, welcome, joiner.own)).toBeNull();
  });
});

describe("a commit of ours", () => {
  it("cannot be made when it removes an empty leaf, or adds a key that is there already", async () => {
    const [a, b] = await Promise.all([party(), party()]);
    const [group] = await groupOf([a, b]);
    expect(await group?.commit([], [9])).toBeNull();
    expect(await group?.commit([b.card], [])).toBeNull();
  });

  it("leads to the last epoch, and not further", async () => {
    const [maker, joiner] = [await rogue(), await party()];
    const { state } = await groupWith(maker, joiner, { epoch: lastEpoch - 2n });
    const made = await inState(maker.algorithms, state).commit([], []);
    expect(made?.next.epoch).toBe(Number(lastEpoch));
    expect(await made?.next.commit([], [])).toBeNull();
  });
});

describe("a commit of a peer", () => {
  /** The rogue peer and one that follows the rules are in a group. */
  async function together(epoch = 0n) {
    const [maker, joiner] = [await rogue(), await party()];
    const { state, welcome } = await groupWith(maker, joiner, { epoch });
    const group = await entered(joiner.suite.algorithms, welcome, joiner.own);
    if (group === null) throw new Error("the group cannot be joined");
    return { maker, group, state };
  }

  it("is not read from other messages", async () => {
    const { maker, group, state } = await together();
    const { privateMessage } = await createApplicationMessage(state, Uint8Array.of(1), maker.algorithms);
    const message = encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage });
    for (const bytes of [new Uint8Array(0), maker.bytes, message]) {
      expect(await group.receive(bytes, accept)).toBe("not-allowed");
    }
  });

  it("is followed when it is allowed, and not when it is not", async () => {
    const { maker, group, state } = await together();
    const commit = await commitOf(state, maker.algorithms);
    expect(await group.receive(commit, () => false)).toBe("judged");
    const seen: unknown[] = [];
    const next = await group.receive(commit, (content) => seen.push(content) === 1);
    expect(seen).toEqual([{ sender: 0, added: [], removed: [] }]);
    expect(next).toMatchObject({ epoch: group.epoch + 1 });
    // It was made in another epoch.
    expect(await (next as MlsGroup).receive(commit, accept)).toBe("cannot-open");
  });

  it("that removes us is not followed", async () => {
    const { maker, group, state } = await together();
    const commit = await commitOf(state, maker.algorithms, [
      { proposalType: "remove", remove: { removed: group.ownLeaf } },
    ]);
    expect(await group.receive(commit, accept)).toBe("not-allowed");
  });

  it("with other changes is refused before any is compared or judged", async () => {
    const { maker, group, state } = await together();
    // The library compares each PSK with each other one. A commit of 16 kB would take it more than 10 s.
    const psks = Array.from({ length: 300 }, (_, i): Proposal => {
      const pskId = Uint8Array.of(i >> 8, i);
      return {
        proposalType: "psk",
        psk: { preSharedKeyId: { psktype: "external", pskId, pskNonce: new Uint8Array() } },
      };
    });
    const judge = vi.fn(() => true);
    expect(await group.receive(await rawCommit(state, maker.algorithms, psks), judge)).toBe("not-allowed");
    expect(judge).not.toHaveBeenCalled();
  });

  it("with a reference to an earlier proposal is refused before it is judged", async () => {
    const { maker, group, state } = await together();
    const judge = vi.fn(() => true);
    const commit = await rawCommit(state, maker.algorithms, [{ reference: new Uint8Array(32) }]);
    expect(await group.receive(commit, judge)).toBe("not-allowed");
    expect(judge).not.toHaveBeenCalled();
  });

  it("is judged before its changes are applied", async () => {
    const { maker, group, state } = await together();
    // The library refuses to apply it.
    const remove: Proposal = { proposalType: "remove", remove: { removed: 1000 } };
    const commit = await rawCommit(state, maker.algorithms, [remove]);
    expect(await group.receive(commit, () => false)).toBe("judged");
    expect(await group.receive(commit, accept)).toBe("cannot-open");
  });

  it("that adds a key which is there already is refused", async () => {
    const { maker, group, state } = await together();
    const twin = await rogue({}, replacing(1, maker.publicPackage.leafNode.hpkePublicKey));
    const add: Proposal = { proposalType: "add", add: { keyPackage: twin.publicPackage } };
    let judged = false;
    const outcome = await group.receive(await commitOf(state, maker.algorithms, [add]), () => {
      judged = true;
      return true;
    });
    expect([outcome, judged]).toEqual(["not-allowed", false]);
  });

  /** The rogue peer's state with another leaf of its own, which its next commit announces. */
  const withLeaf = (state: ClientState, change: object): ClientState => {
    const place = 2 * state.privatePath.leafIndex;
    const own = state.ratchetTree[place];
    if (own?.nodeType !== "leaf") throw new Error("there is no leaf");
    const ratchetTree = state.ratchetTree.with(place, { ...own, leaf: { ...own.leaf, ...change } });
    return { ...state, ratchetTree };
  };

  it("with a new leaf that no later addition accepts is refused", async () => {
    const { maker, group, state } = await together();
    const { capabilities } = maker.publicPackage.leafNode;
    const changed = withLeaf(state, { capabilities: { ...capabilities, versions: [] } });
    expect(await group.receive(await commitOf(changed, maker.algorithms), accept)).toBe("not-allowed");
  });

  it("is checked at the leaf of its sender", async () => {
    const [maker, joiner] = [await party(), await rogue()];
    const card = await readKeyPackage(joiner.algorithms, joiner.bytes);
    if (card === null) throw new Error("the key package cannot be read");
    const alone = await MlsGroup.create(maker.suite.algorithms, groupId, maker.own);
    const { next, welcome } = await committed(alone, [card], []);
    const state = await join(welcome ?? new Uint8Array(), joiner, joiner.algorithms);
    const { capabilities } = joiner.publicPackage.leafNode;
    const changed = withLeaf(state, { capabilities: { ...capabilities, versions: [] } });
    expect(await next.receive(await commitOf(changed, joiner.algorithms), accept)).toBe("not-allowed");
    expect(await next.receive(await commitOf(state, joiner.algorithms), accept)).toBeInstanceOf(MlsGroup);
  });

  it("with another identity key in its new leaf is refused", async () => {
    const { maker, group, state } = await together();
    const other = await party();
    const changed = withLeaf(state, { signaturePublicKey: other.suite.identityKey });
    let signatures = 0;
    // The other key signs the new leaf, and the known one signs the commit.
    const sign: CiphersuiteImpl["signature"]["sign"] = (key, message) => {
      signatures += 1;
      const { signature } = signatures === 1 ? other.suite.algorithms : maker.algorithms;
      return signature.sign(key, message);
    };
    const hostile = { ...maker.algorithms, signature: { ...maker.algorithms.signature, sign } };
    expect(await group.receive(await commitOf(changed, hostile), accept)).toBe("not-allowed");
  });

  it("is followed into the last epoch, and not further", async () => {
    const [maker, joiner] = [await rogue(), await party()];
    const { state, welcome } = await groupWith(maker, joiner, { epoch: lastEpoch - 2n });
    const { algorithms } = joiner.suite;
    const group = inState(algorithms, await join(welcome, joiner.own, algorithms));
    const { newState, commit } = await createCommit({ state, cipherSuite: maker.algorithms }, {});
    const next = await group.receive(encodeMlsMessage(commit), accept);
    expect(next).toMatchObject({ epoch: Number(lastEpoch) });
    const further = await commitOf(newState, maker.algorithms);
    expect(await (next as MlsGroup).receive(further, accept)).toBe("not-allowed");
  });

  it("with a key on its path that seals nothing is refused", async () => {
    const { maker, group, state } = await together();
    const hostile = { ...maker.algorithms, ...replacing(2, new Uint8Array(32))(maker.algorithms) };
    expect(await group.receive(await commitOf(state, hostile), accept)).toBe("not-allowed");
  });
});

describe("the tree of a welcome", () => {
  /** The leaves of the rogue peer and the other one, with blank nodes between them. */
  const apart = (rogue: Rogue, nodes: number) => (tree: RatchetTree) => {
    const rogueLeaf = { nodeType: "leaf" as const, leaf: rogue.publicPackage.leafNode };
    return [rogueLeaf, ...Array.from({ length: nodes - 2 }, () => undefined), ...tree.slice(2)];
  };

  it.each([
    ["a tree with leaves for 512 members", 1023, true],
    ["a larger tree", 2047, false],
  ])("%s is checked: %s", async (_what, nodes, isChecked) => {
    const [mallory, us] = [await rogue(), await party()];
    const welcome = await welcomeWithTree(mallory, us, apart(mallory, nodes));
    let digests = 0;
    const digest = (data: Uint8Array) => {
      digests += 1;
      return us.suite.algorithms.hash.digest(data);
    };
    const { algorithms } = us.suite;
    const counting = { ...algorithms, hash: { ...algorithms.hash, digest } };
    const judge = vi.fn((_content: GroupContent) => true);
    // The tree hash of the rogue peer's group is another one.
    expect(await MlsGroup.join(counting, welcome, us.own, judge)).toBeNull();
    expect(judge).toHaveBeenCalledTimes(isChecked ? 1 : 0);
    expect(digests > 5).toBe(isChecked);
  });

  it.each<[string, number[], boolean]>([
    ["names a leaf below it as unmerged", [1], true],
    ["names a leaf twice as unmerged", [1, 1], false],
    ["names a leaf that is not below it as unmerged", [2], false],
    // The library would look for its ancestors without end.
    ["names a leaf outside the tree as unmerged", [1000], false],
  ])("is checked if a node %s: %s, %s", async (_what, unmergedLeaves, isChecked) => {
    const [mallory, us] = [await rogue(), await party()];
    const parent = { hpkePublicKey: new Uint8Array(32), parentHash: new Uint8Array(), unmergedLeaves };
    const welcome = await welcomeWithTree(mallory, us, (tree) =>
      tree.toSpliced(1, 1, { nodeType: "parent", parent }),
    );
    const judge = vi.fn((_content: GroupContent) => false);
    const refusal = await MlsGroup.join(us.suite.algorithms, welcome, us.own, judge);
    expect(refusal).toBe(isChecked ? "judged" : null);
  });

  it("is hashed once for each node, also when many leaves have the same ancestor", async () => {
    const [founder, removed, ...others] = await Promise.all(Array.from({ length: 24 }, () => party()));
    if (founder === undefined || removed === undefined) return expect.fail("there are no peers");
    const [all] = await groupOf([founder, removed, ...others.slice(1)]);
    // A removal gives the ancestors of the committer keys.
    const { next } = await committed(all as MlsGroup, [], [1]);
    const us = others[0] as Party;
    const { welcome } = await committed(next, [us.card], []);
    const { algorithms } = us.suite;
    const digest = vi.fn(algorithms.hash.digest);
    const counting = { ...algorithms, hash: { ...algorithms.hash, digest } };
    await join(welcome ?? new Uint8Array(), us.own, counting);
    const asked = digest.mock.calls.length;
    digest.mockClear();
    expect(await entered(counting, welcome ?? new Uint8Array(), us.own)).not.toBeNull();
    // A tree with 32 leaves has 63 nodes. Some are also hashed without the new leaf.
    expect(digest.mock.calls.length).toBeLessThan(100);
    // Other events have their turn after 63 remembered hashes at the latest.
    const hashed = digest.mock.calls.map(([data]) => String(data));
    expect(hashed.length - new Set(hashed).size).toBeGreaterThanOrEqual(Math.floor(asked / 64) - 2);
    expect(asked).toBeGreaterThan(5 * 64);
  });

  it("is shown before it is checked", async () => {
    const [a, b, c] = await Promise.all([party(), party(), party()]);
    const [group] = await groupOf([a, b]);
    const { next, welcome } = await committed(group as MlsGroup, [c.card], []);
    const verify = vi.fn(c.suite.algorithms.signature.verify);
    const counting = { ...c.suite.algorithms, signature: { ...c.suite.algorithms.signature, verify } };
    const judge = vi.fn((_content: GroupContent) => false);
    expect(await MlsGroup.join(counting, welcome ?? new Uint8Array(), c.own, judge)).toBe("judged");
    const { id, epoch, leaves } = next;
    expect(judge.mock.calls).toEqual([[{ id, epoch, ownLeaf: 2, leaves }]]);
    expect(verify).not.toHaveBeenCalled();
  });
});
