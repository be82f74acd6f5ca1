import type { CiphersuiteImpl, KeyPackage } from "ts-mls";
import type { LeafNode } from "ts-mls/leafNode.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { describe, expect, it } from "vitest";
import { isKeyPackageOf } from "../../../../src/e2ee/agreement/mls/group.ts";
import {
  hasNewKeys,
  isPlainLeaf,
  isPlainTree,
  isUsableKey,
  pathOf,
} from "../../../../src/e2ee/agreement/mls/leaf-checks.ts";
import { party } from "./parties.ts";

describe("a leaf that is accepted", () => {
  const suite = { name: "suite" } as unknown as CiphersuiteImpl;
  const plain = {
    credential: { credentialType: "basic", identity: new Uint8Array() },
    signaturePublicKey: new Uint8Array(32),
    extensions: [],
    capabilities: {
      versions: ["mls10"],
      ciphersuites: ["suite"],
      extensions: [],
      proposals: [],
      credentials: ["basic"],
    },
  } as unknown as LeafNode;

  it("has the capabilities of ours", () => {
    expect(isPlainLeaf(plain, suite)).toBe(true);
  });

  it.each<[string, object]>([
    ["another credential", { credential: { credentialType: "x509", certificates: [] } }],
    ["a signature key of another length", { signaturePublicKey: new Uint8Array(33) }],
    ["an extension", { extensions: [{ extensionType: 1, extensionData: new Uint8Array() }] }],
    ["no version that we know", { capabilities: { ...plain.capabilities, versions: [] } }],
    ["no suite of ours", { capabilities: { ...plain.capabilities, ciphersuites: ["other"] } }],
    ["no credential that we know", { capabilities: { ...plain.capabilities, credentials: [] } }],
    ["a further suite", { capabilities: { ...plain.capabilities, ciphersuites: ["suite", "other"] } }],
    ["a further extension", { capabilities: { ...plain.capabilities, extensions: [1000] } }],
    ["a further proposal", { capabilities: { ...plain.capabilities, proposals: [1000] } }],
    ["a long credential", { credential: { credentialType: "basic", identity: new Uint8Array(27) } }],
  ])("is not one with %s", (_what, change) => {
    expect(isPlainLeaf({ ...plain, ...change }, suite)).toBe(false);
  });

  it("has a key for which secrets can be sealed", async () => {
    const { own, suite: loaded } = await party();
    const { hpkePublicKey } = own.publicPackage.leafNode;
    expect(await isUsableKey(loaded.algorithms, hpkePublicKey)).toBe(true);
    expect(await isUsableKey(loaded.algorithms, new Uint8Array(32))).toBe(false);
    expect(await isUsableKey(loaded.algorithms, hpkePublicKey.subarray(1))).toBe(false);
  });
});

/** A full tree of these nodes, in the order of the tree. The key of a node is its number. */
function treeOf(nodes: number, blank: readonly number[] = []): RatchetTree {
  return Array.from({ length: nodes }, (_, node) => {
    if (blank.includes(node)) return undefined;
    const key = { hpkePublicKey: Uint8Array.of(node) };
    return node % 2 === 0 ? { nodeType: "leaf", leaf: key } : { nodeType: "parent", parent: key };
  }) as unknown as RatchetTree;
}

describe("the keys of a tree", () => {
  const packageOf = (key: number) =>
    ({ leafNode: { hpkePublicKey: Uint8Array.of(key) } }) as unknown as KeyPackage;

  it("differ from those of added members, and these from each other", () => {
    const tree = treeOf(3);
    expect(hasNewKeys(tree, [])).toBe(true);
    expect(hasNewKeys(tree, [packageOf(7), packageOf(8)])).toBe(true);
    expect(hasNewKeys(tree, [packageOf(7), packageOf(2)]), "the key of a leaf").toBe(false);
    expect(hasNewKeys(tree, [packageOf(1)]), "the key of a parent").toBe(false);
    expect(hasNewKeys(tree, [packageOf(7), packageOf(7)]), "twice the same key").toBe(false);
    expect(hasNewKeys(treeOf(3, [2]), [packageOf(2)]), "the key of a blank node").toBe(true);
  });

  it.each([
    [1, 0, [0]],
    [3, 1, [2, 1]],
    [7, 0, [0, 1, 3]],
    [7, 1, [2, 1, 3]],
    [7, 2, [4, 5, 3]],
    [7, 3, [6, 5, 3]],
    [15, 5, [10, 9, 11, 7]],
    [15, 7, [14, 13, 11, 7]],
  ])("in a tree of %i nodes lead from leaf %i to the root: %j", (nodes, leaf, path) => {
    expect(pathOf(treeOf(nodes), leaf).map(([key]) => key)).toEqual(path);
  });

  it("on the way to the root may be missing", () => {
    expect(pathOf(treeOf(7, [5]), 2).map(([key]) => key)).toEqual([4, 3]);
  });
});

it("a key package is recognised by its first eight bytes", async () => {
  const { own, suite } = await party();
  const { bytes } = own;
  expect(isKeyPackageOf(suite.algorithms, bytes)).toBe(true);
  expect(isKeyPackageOf(suite.algorithms, bytes.subarray(0, 8))).toBe(true);
  expect(isKeyPackageOf(suite.algorithms, bytes.subarray(0, 7))).toBe(false);
  for (let place = 0; place < 8; place++) {
    const other = Uint8Array.from(bytes);
    other[place] = (other[place] ?? 0) ^ 1;
    expect(isKeyPackageOf(suite.algorithms, other), `byte ${place}`).toBe(false);
  }
});

describe("a tree that can be checked in reasonable time", () => {
  const suite = { name: "suite" } as unknown as CiphersuiteImpl;
  const parent = (unmergedLeaves: readonly number[]) => ({ nodeType: "parent", parent: { unmergedLeaves } });
  const tree = (...nodes: readonly [place: number, unmerged: readonly number[]][]) => {
    const all = Array.from<unknown>({ length: 15 });
    for (const [place, unmerged] of nodes) all[place] = parent(unmerged);
    return all as unknown as RatchetTree;
  };

  it("names only leaves below a node as unmerged, each once", () => {
    expect(
      isPlainTree(tree([7, [0, 1, 2, 3, 4, 5, 6, 7]], [3, [0, 3]], [11, [4, 7]], [13, [6]]), suite),
    ).toBe(true);
    expect(isPlainTree(tree([7, [8]]), suite)).toBe(false);
    expect(isPlainTree(tree([3, [4]]), suite)).toBe(false);
    expect(isPlainTree(tree([11, [3]]), suite)).toBe(false);
    expect(isPlainTree(tree([13, [5]]), suite)).toBe(false);
    expect(isPlainTree(tree([7, [5, 2, 5]]), suite)).toBe(false);
  });
});
