import type { Capabilities, CiphersuiteImpl, KeyPackage } from "ts-mls";
import type { LeafNode } from "ts-mls/leafNode.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { connectionIdLength } from "../../../protocol/connection-id.ts";

// The library verifies signatures and hashes. These checks keep one peer from putting something into the tree with which
// the others could make no further commit.

/** The capabilities of our leaves. */
export function capabilitiesOf(suite: CiphersuiteImpl): Capabilities {
  return {
    versions: ["mls10"],
    ciphersuites: [suite.name],
    extensions: [],
    proposals: [],
    credentials: ["basic"],
  };
}

/**
 * True when a leaf has exactly the capabilities of ours, and no longer credential. A tree with other ones would prevent later
 * additions, and a few long leaves would make each welcome and commit longer than peers accept.
 */
export function isPlainLeaf(
  leaf: Pick<LeafNode, "credential" | "signaturePublicKey" | "extensions" | "capabilities">,
  suite: CiphersuiteImpl,
): boolean {
  const { credential, signaturePublicKey, extensions, capabilities } = leaf;
  return (
    credential.credentialType === "basic" &&
    signaturePublicKey.length === 32 &&
    extensions.length === 0 &&
    "identity" in credential &&
    credential.identity.length <= connectionIdLength &&
    String(Object.values(capabilities)) === String(Object.values(capabilitiesOf(suite)))
  );
}

/** Nodes of a tree with 512 leaves, enough for all peers that a call can have and us. */
const longestTree = 1023;

/**
 * True when a tree of a welcome is one that the library can check in reasonable time. The library's checks take the square
 * of the number of nodes, and of the number of unmerged leaves of a node.
 */
export function isPlainTree(tree: RatchetTree, suite: CiphersuiteImpl): boolean {
  return (
    tree.length <= longestTree &&
    tree.every((node, place) => {
      if (node === undefined) return true;
      if (node.nodeType === "leaf") return isPlainLeaf(node.leaf, suite);
      const { unmergedLeaves } = node.parent;
      // The leaves below a node at level k are less than 2^k nodes away. Its k lowest bits are set.
      const reach = (place + 1) & -(place + 1);
      const isBelow = (leaf: number) => Math.abs(2 * leaf - place) < reach;
      return new Set(unmergedLeaves).size === unmergedLeaves.length && unmergedLeaves.every(isBelow);
    })
  );
}

/** True when secrets can be sealed for this key. Every commit seals secrets for the keys in the tree. */
export async function isUsableKey(suite: CiphersuiteImpl, publicKey: Uint8Array): Promise<boolean> {
  try {
    const key = await suite.hpke.importPublicKey(publicKey);
    await suite.hpke.seal(key, new Uint8Array(), new Uint8Array());
    return true;
  } catch {
    return false;
  }
}

/**
 * True when all of these keys are new to the tree. Anyone can copy the public key of another leaf, and peers
 * refuse a welcome into a tree with a repeated key.
 */
export function hasNewKeys(tree: RatchetTree, added: readonly KeyPackage[]): boolean {
  const keys = new Set(tree.flatMap((node) => (node === undefined ? [] : [String(keyOf(node))])));
  for (const { leafNode } of added) {
    const key = String(leafNode.hpkePublicKey);
    if (keys.has(key)) return false;
    keys.add(key);
  }
  return true;
}

/** The keys on the path from this leaf to the root. Blank nodes have none. */
export function pathOf(tree: RatchetTree, leaf: number): Uint8Array[] {
  const keys: Uint8Array[] = [];
  // A node at level k has its k lowest bits set; its parent has one more, and the bit above cleared.
  for (let node = 2 * leaf, level = 0; ; level += 1) {
    const found = tree[node];
    if (found !== undefined) keys.push(keyOf(found));
    if (2 ** (level + 1) - 1 >= tree.length) return keys;
    node = (node | (1 << level)) & ~(1 << (level + 1));
  }
}

function keyOf(node: NonNullable<RatchetTree[number]>): Uint8Array {
  return node.nodeType === "leaf" ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey;
}
