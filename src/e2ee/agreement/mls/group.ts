import {
  type CiphersuiteImpl,
  type ClientState,
  type CreateCommitResult,
  ciphersuites,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  defaultKeyRetentionConfig,
  defaultLifetime,
  defaultLifetimeConfig,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroup,
  type KeyPackage,
  mlsExporter,
  type PrivateKeyPackage,
  type Proposal,
  processPrivateMessage,
} from "ts-mls";
import type { FramedContent } from "ts-mls/framedContent.js";
import { decodeGroupInfo, ratchetTreeFromExtension } from "ts-mls/groupInfo.js";
import { verifyKeyPackage } from "ts-mls/keyPackage.js";
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js";
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { bytesEqual } from "../../../protocol/bytes.ts";
import { connectionIdBytes, connectionIdLength } from "../../../protocol/connection-id.ts";
import { groupIdLength } from "./envelope.ts";
import { capabilitiesOf, hasNewKeys, isPlainLeaf, isPlainTree, isUsableKey, pathOf } from "./leaf-checks.ts";
import { text } from "./peers.ts";
import { ownSigningKey } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const materialLabel = "react-sora-e2ee frame material";
const maxEpoch = 0xffffffff;
/** No honest group reaches half of all epochs. A group near the last one could not continue after a leave. */
const maxFirstEpoch = 0x7fffffff;

const clientConfig: ClientState["clientConfig"] = {
  keyRetentionConfig: { ...defaultKeyRetentionConfig, retainKeysForEpochs: 0 },
  lifetimeConfig: defaultLifetimeConfig,
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: "alwaysPad", paddingLength: 0 },
  // The owner knows the peers, and checks for each leaf that the key belongs to its peer.
  authService: { validateCredential: async () => true },
};

/** A key package of ours, with the private keys that open a welcome to it. */
export interface OwnKeyPackage {
  /** As it is announced. */
  readonly bytes: Bytes;
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
}

/** A key package of a peer whose signatures verified. */
export interface PeerKeyPackage {
  readonly bytes: Bytes;
  readonly keyPackage: KeyPackage;
  /** Ed25519 public key, 32 bytes. */
  readonly identityKey: Bytes;
  /** The text of the credential: a connection id, or empty in a package that was made before the server gave one. */
  readonly credential: string;
}

export interface Leaf {
  readonly index: number;
  /** Ed25519 public key, 32 bytes. */
  readonly identityKey: Bytes;
}

/** What a group looks like from outside. */
export type GroupContent = Pick<MlsGroup, "id" | "epoch" | "ownLeaf" | "leaves">;

export interface CommitContent {
  /** Leaf of the sender. */
  readonly sender: number;
  readonly added: readonly { readonly keyPackage: Bytes; readonly identityKey: Bytes }[];
  /** Leaves. */
  readonly removed: readonly number[];
}

export interface MadeCommit {
  /** The group after it. */
  readonly next: MlsGroup;
  readonly commit: Bytes;
  /** Null when it adds no peer. */
  readonly welcome: Bytes | null;
}

/** A commit before it is applied. `cannot-open`: it is damaged, or was made in another state of the group. */
export type CommitRefusal = "cannot-open" | "not-allowed" | "judged";

/** @param connectionId in the credential; null before the server gave us one */
export async function createKeyPackage(
  suite: CiphersuiteImpl,
  identityKey: Uint8Array,
  connectionId: string | null,
): Promise<OwnKeyPackage> {
  const identity = connectionId === null ? new Uint8Array() : connectionIdBytes(connectionId);
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    { credentialType: "basic", identity },
    capabilitiesOf(suite),
    defaultLifetime,
    [],
    { signKey: ownSigningKey, publicKey: identityKey },
    suite,
  );
  const bytes = encodeMlsMessage({
    version: "mls10",
    wireformat: "mls_key_package",
    keyPackage: publicPackage,
  });
  return { bytes: Uint8Array.from(bytes), publicPackage, privatePackage };
}

/**
 * True when these bytes begin like a key package of this suite. Announcements of other agreements or suites
 * are not parsed further.
 */
export function isKeyPackageOf(suite: CiphersuiteImpl, bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // MLSMessage: version mls10, wire format mls_key_package; then version and ciphersuite of the key package.
  const isKeyPackage = view.getUint16(0) === 1 && view.getUint16(2) === 5 && view.getUint16(4) === 1;
  return isKeyPackage && view.getUint16(6) === ciphersuites[suite.name];
}

/** Reads a peer's key package and verifies it (RFC 9420, section 10.1). Null for anything else. */
export async function readKeyPackage(
  suite: CiphersuiteImpl,
  bytes: Uint8Array,
): Promise<PeerKeyPackage | null> {
  const message = decode(bytes);
  if (message?.wireformat !== "mls_key_package") return null;
  const { keyPackage } = message;
  const { leafNode, cipherSuite, extensions } = keyPackage;
  if (cipherSuite !== suite.name || extensions.length > 0 || !isPlainLeaf(leafNode, suite)) return null;
  const { credential } = leafNode;
  if (credential.credentialType !== "basic" || !("identity" in credential)) return null;
  try {
    const genuine =
      (await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature)) &&
      (await verifyKeyPackage(keyPackage, suite.signature));
    if (!genuine) return null;
    // A bad init key keeps only its own peer out; a bad leaf key would stop all later commits.
    if (!(await isUsableKey(suite, leafNode.hpkePublicKey))) return null;
  } catch {
    return null;
  }
  return {
    bytes: Uint8Array.from(bytes),
    keyPackage,
    identityKey: Uint8Array.from(leafNode.signaturePublicKey),
    credential: String.fromCharCode(...credential.identity.subarray(0, connectionIdLength + 1)),
  };
}

/** One epoch of an MLS group (RFC 9420). It is immutable, and a commit creates another object. */
export class MlsGroup {
  readonly #suite: CiphersuiteImpl;
  readonly #state: ClientState;

  private constructor(suite: CiphersuiteImpl, state: ClientState) {
    this.#suite = suite;
    // The library keeps the secrets of all former epochs here when it should keep none.
    this.#state = { ...state, historicalReceiverData: new Map() };
  }

  static async create(suite: CiphersuiteImpl, groupId: Bytes, own: OwnKeyPackage): Promise<MlsGroup> {
    const { publicPackage, privatePackage } = own;
    return new MlsGroup(
      suite,
      await createGroup(groupId, publicPackage, privatePackage, [], suite, clientConfig),
    );
  }

  /**
   * Enters the group of a welcome. Null for one that is for another key package, or that is malformed.
   * @param judge decides about the group before its signatures and hashes are checked
   */
  static async join(
    suite: CiphersuiteImpl,
    welcome: Uint8Array,
    own: OwnKeyPackage,
    judge: (content: GroupContent) => boolean,
  ): Promise<MlsGroup | "judged" | null> {
    const message = decode(welcome);
    if (message?.wireformat !== "mls_welcome" || message.welcome.cipherSuite !== suite.name) return null;
    const { publicPackage, privatePackage } = own;
    let isJudged = false;
    // This is where the library opens the group's description. Its checks of the tree come next.
    const decryptAead: CiphersuiteImpl["hpke"]["decryptAead"] = async (...sealed) => {
      const opened = await suite.hpke.decryptAead(...sealed);
      const content = contentOfGroup(suite, opened, publicPackage);
      isJudged = content !== null && !judge(content);
      if (content === null || isJudged) throw new TypeError();
      return opened;
    };
    try {
      const state = await joinGroup(
        message.welcome,
        publicPackage,
        privatePackage,
        emptyPskIndex,
        { ...suite, hpke: { ...suite.hpke, decryptAead }, hash: rememberingHash(suite.hash) },
        undefined,
        undefined,
        clientConfig,
      );
      return new MlsGroup(suite, state);
    } catch {
      return isJudged ? "judged" : null;
    }
  }

  get id(): Bytes {
    return Uint8Array.from(this.#state.groupContext.groupId);
  }

  get epoch(): number {
    return Number(this.#state.groupContext.epoch);
  }

  /** 8 bytes that differ between two forks of one epoch: the start of the hash of all commits (RFC 9420, section 8.2). */
  get transcript(): Bytes {
    return Uint8Array.from(this.#state.groupContext.confirmedTranscriptHash.subarray(0, 8));
  }

  get ownLeaf(): number {
    return this.#state.privatePath.leafIndex;
  }

  /** By leaf index, the lowest first. */
  get leaves(): readonly Leaf[] {
    return leavesOf(this.#state.ratchetTree);
  }

  /** True when the leaf of this identity key has the key of this key package. */
  hasLeafOf({ identityKey, keyPackage }: PeerKeyPackage): boolean {
    return this.#state.ratchetTree.some(
      (node) =>
        node?.nodeType === "leaf" &&
        bytesEqual(node.leaf.signaturePublicKey, identityKey) &&
        bytesEqual(node.leaf.hpkePublicKey, keyPackage.leafNode.hpkePublicKey),
    );
  }

  /** The same for all members of this epoch, and secret to others. At least 32 bytes. */
  get authenticator(): Bytes {
    return Uint8Array.from(this.#state.keySchedule.epochAuthenticator);
  }

  /** The frame material of this peer in this epoch, 32 bytes (docs/protocol.md#15-mls). */
  async material(connectionId: string): Promise<Bytes> {
    const { exporterSecret } = this.#state.keySchedule;
    const context = connectionIdBytes(connectionId);
    return Uint8Array.from(await mlsExporter(exporterSecret, materialLabel, context, 32, this.#suite));
  }

  /**
   * Makes a commit that adds and removes these peers. Null when one of the key packages cannot be used, or
   * the group cannot continue. In the latter case a commit without changes is null as well.
   */
  async commit(added: readonly PeerKeyPackage[], removed: readonly number[]): Promise<MadeCommit | null> {
    const extraProposals: Proposal[] = [
      ...removed.map((leaf): Proposal => ({ proposalType: "remove", remove: { removed: leaf } })),
      ...added.map(({ keyPackage }): Proposal => ({ proposalType: "add", add: { keyPackage } })),
    ];
    const keyPackages = added.map(({ keyPackage }) => keyPackage);
    if (this.epoch >= maxEpoch || !hasNewKeys(this.#state.ratchetTree, keyPackages)) return null;
    const result = await this.#create(extraProposals);
    if (result === null) return null;
    const { newState, commit, welcome } = result;
    return {
      next: new MlsGroup(this.#suite, newState),
      commit: Uint8Array.from(encodeMlsMessage(commit)),
      welcome: welcome
        ? Uint8Array.from(encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome }))
        : null,
    };
  }

  async #create(extraProposals: Proposal[]): Promise<CreateCommitResult | null> {
    try {
      return await createCommit(
        { state: this.#state, cipherSuite: this.#suite },
        { extraProposals, ratchetTreeExtension: true },
      );
    } catch {
      return null;
    }
  }

  /**
   * Applies a commit of another peer. @param judge decides about the commit's changes before they are applied
   */
  async receive(
    bytes: Uint8Array,
    judge: (content: CommitContent) => boolean,
  ): Promise<MlsGroup | CommitRefusal> {
    const message = decode(bytes);
    if (message?.wireformat !== "mls_private_message") return "not-allowed";
    const { privateMessage } = message;
    if (privateMessage.contentType !== "commit") return "not-allowed";
    const state = this.#state;
    try {
      // The library would apply all proposals first, and compare each PSK with each other one.
      const { content } = await unprotectPrivateMessage(
        state.keySchedule.senderDataSecret,
        privateMessage,
        state.secretTree,
        state.ratchetTree,
        state.groupContext,
        clientConfig.keyRetentionConfig,
        this.#suite,
      );
      const { content: found, keyPackages } = contentOf(content.content) ?? nothing;
      if (found === null || !hasNewKeys(state.ratchetTree, keyPackages)) return "not-allowed";
      if (!judge(found)) return "judged";
      const { sender } = found;
      const result = await processPrivateMessage(state, privateMessage, emptyPskIndex, this.#suite);
      if (result.kind !== "newState" || result.newState.groupActiveState.kind !== "active")
        return "not-allowed";
      if (result.newState.groupContext.epoch > maxEpoch) return "not-allowed";
      if (!(await this.#isSoundPath(result.newState.ratchetTree, sender))) return "not-allowed";
      return new MlsGroup(this.#suite, result.newState);
    } catch {
      return "cannot-open";
    }
  }

  /** True when all other members can continue after a commit with these new keys of its sender. */
  async #isSoundPath(tree: RatchetTree, sender: number): Promise<boolean> {
    const before = this.#state.ratchetTree;
    const [leaf, former] = [tree[2 * sender], before[2 * sender]];
    if (leaf?.nodeType !== "leaf" || former?.nodeType !== "leaf" || !isPlainLeaf(leaf.leaf, this.#suite))
      return false;
    if (String(leaf.leaf.signaturePublicKey) !== String(former.leaf.signaturePublicKey)) return false;
    for (const key of pathOf(tree, sender)) if (!(await isUsableKey(this.#suite, key))) return false;
    return true;
  }
}

/** Null for a group that is malformed, or that costs too much to check. */
function contentOfGroup(suite: CiphersuiteImpl, info: Uint8Array, own: KeyPackage): GroupContent | null {
  const decoded = decodeGroupInfo(info, 0)?.[0];
  const tree = decoded && ratchetTreeFromExtension(decoded);
  if (!tree || !isPlainTree(tree, suite)) return null;
  const { extensions, epoch, groupId } = decoded.groupContext;
  if (extensions.length > 0 || epoch > maxFirstEpoch || groupId.length !== groupIdLength) return null;
  const leaves = leavesOf(tree);
  const ownKey = String(own.leafNode.signaturePublicKey);
  return {
    id: Uint8Array.from(groupId),
    epoch: Number(epoch),
    ownLeaf: leaves.find(({ identityKey }) => String(identityKey) === ownKey)?.index ?? -1,
    leaves,
  };
}

/**
 * The library asks for the hash of the same subtree again for each leaf beside it. Some are computed again all the same:
 * frames and other events have their turn only while WebCrypto works.
 */
function rememberingHash(hash: CiphersuiteImpl["hash"]): CiphersuiteImpl["hash"] {
  const digests = new Map<string, Promise<Uint8Array>>();
  let asked = 0;
  return {
    ...hash,
    digest: (data) => {
      const name = text(data);
      asked += 1;
      const known = asked % 64 > 0 ? digests.get(name) : undefined;
      const digest = known ?? hash.digest(data);
      digests.set(name, digest);
      return digest;
    },
  };
}

function leavesOf(tree: RatchetTree): Leaf[] {
  return tree.flatMap((node, place) =>
    node?.nodeType === "leaf"
      ? [{ index: place / 2, identityKey: Uint8Array.from(node.leaf.signaturePublicKey) }]
      : [],
  );
}

const nothing = { content: null, keyPackages: [] };

/** Null for a commit with other proposals than additions and removals, or with a reference to an earlier message. */
function contentOf(
  message: FramedContent,
): { readonly content: CommitContent; readonly keyPackages: readonly KeyPackage[] } | null {
  if (message.contentType !== "commit" || message.sender.senderType !== "member") return null;
  const { leafIndex: sender } = message.sender;
  const added: { keyPackage: Bytes; identityKey: Bytes }[] = [];
  const keyPackages: KeyPackage[] = [];
  const removed: number[] = [];
  for (const one of message.commit.proposals) {
    if (one.proposalOrRefType === "reference") return null;
    const { proposal } = one;
    if (proposal.proposalType === "remove" && "remove" in proposal) removed.push(proposal.remove.removed);
    else if (proposal.proposalType === "add" && "add" in proposal) {
      const { keyPackage } = proposal.add;
      keyPackages.push(keyPackage);
      const bytes = encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage });
      added.push({
        keyPackage: Uint8Array.from(bytes),
        identityKey: Uint8Array.from(keyPackage.leafNode.signaturePublicKey),
      });
    } else return null;
  }
  return { content: { sender, added, removed }, keyPackages };
}

/** Null for bytes that are not an MLS message, or that have trailing bytes. */
function decode(bytes: Uint8Array) {
  try {
    const decoded = decodeMlsMessage(bytes, 0);
    return decoded !== undefined && decoded[1] === bytes.length ? decoded[0] : null;
  } catch {
    return null;
  }
}
