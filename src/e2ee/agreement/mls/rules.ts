/**
 * The decisions of docs/protocol.md#life-of-a-group as functions of a peer's view, without keys, time or
 * messages. The session and the tests' model use the same functions.
 */

/** A commit waits for more changes this long after the last one, and at most this long after the first (ms). */
const quietTime = 100;
export const longestQuiet = 300;
/** If no earlier leaf has committed, each further leaf commits this much later (ms). */
const takeoverTime = 2000;
/** A peer without a welcome for this time asks to be added, and repeats that at this interval (ms). */
export const askInterval = 2000;
/**
 * After this long without an answer from the group, the peer with the lowest connection id makes a new one, and the others in
 * turn after it (ms).
 */
const newGroupTime = 8000;

export interface LeafView {
  readonly index: number;
  /** The identity key, as text. */
  readonly key: string;
}

export interface GroupView {
  readonly id: string;
  readonly epoch: number;
  readonly ownLeaf: number;
  /** The lowest index first. */
  readonly leaves: readonly LeafView[];
}

/** A peer that is present and announced a key package. */
export interface PeerView {
  readonly connectionId: string;
  readonly key: string;
  /** It asked to be removed and added, and no commit has done it yet. */
  readonly hasAsked: boolean;
  /** No commit can add it. */
  readonly isUnusable: boolean;
}

/** The changes of a commit: peers to add, and leaves to remove. */
export interface Difference<Peer extends PeerView> {
  readonly added: readonly Peer[];
  readonly removed: readonly number[];
}

/** The differences between the group and the present peers. */
export function differenceOf<Peer extends PeerView>(
  group: GroupView,
  peers: Iterable<Peer>,
): Difference<Peer> {
  // One for each key, because copies of a key package may be announced.
  const byKey = new Map([...peers].map((peer) => [peer.key, peer]));
  const leaves = new Set(group.leaves.map(({ key }) => key));
  return {
    added: [...byKey.values()].filter((peer) => !peer.isUnusable && (peer.hasAsked || !leaves.has(peer.key))),
    removed: group.leaves
      .filter(({ index, key }) => index !== group.ownLeaf && (byKey.get(key)?.hasAsked ?? true))
      .map(({ index }) => index),
  };
}

/** Our position among the members that may commit. 0: we are the designated committer. */
export function rankOf(group: GroupView, peers: Iterable<PeerView>): number {
  return committersOf(group, peers).indexOf(group.ownLeaf);
}

/** The leaves that may commit, with ours, the designated committer first. */
export function committersOf(group: GroupView, peers: Iterable<PeerView>): number[] {
  const able = new Set([...peers].filter(({ hasAsked }) => !hasAsked).map(({ key }) => key));
  return group.leaves
    .filter(({ index, key }) => index === group.ownLeaf || able.has(key))
    .map(({ index }) => index);
}

/**
 * The time at which a peer with this rank commits, from the times of the first and the last uncommitted
 * change. `lag` is the time that messages take (`Pace`).
 */
export function commitTime(rank: number, firstChange: number, lastChange: number, lag: number): number {
  if (rank > 0) return firstChange + longestQuiet + rank * (takeoverTime + lag);
  return Math.min(lastChange + quietTime, firstChange + longestQuiet);
}

/**
 * Fork: of two commits for one epoch, the commit of the lower leaf wins. `standing` is the leaf of the one that
 * was applied.
 */
export function winsFork(leaf: number, standing: number | null): boolean {
  return standing === null || leaf < standing;
}

/** True to move into the group of a welcome. `ours` is null without a group. */
export function isWanted(
  theirs: Pick<GroupView, "id" | "epoch">,
  ours: Pick<GroupView, "id" | "epoch"> | null,
  isLost: boolean,
): boolean {
  if (ours === null || isLost) return true;
  return theirs.id === ours.id ? theirs.epoch > ours.epoch : theirs.id < ours.id;
}

/**
 * Every member of a group must be a peer that people see. A peer that left recently may still be in it, but
 * no welcome leads back to it, because the server could repeat one from before the leave.
 */
export function isShown(
  theirs: GroupView,
  ours: GroupView | null,
  isPresent: (key: string) => boolean,
  isGone: (key: string) => boolean,
): boolean {
  const isForward = ours === null || (theirs.id === ours.id && theirs.epoch > ours.epoch);
  return theirs.leaves.every(
    ({ index, key }) => index === theirs.ownLeaf || isPresent(key) || (isForward && isGone(key)),
  );
}

/** The changes of a commit, in the terms of these rules. */
export interface CommitView {
  /** The leaf that made it. */
  readonly sender: number;
  readonly added: readonly { readonly key: string; readonly keyPackage: string }[];
  readonly removed: readonly number[];
}

export interface CommitSurroundings {
  /** The leaf of the peer that sent it. */
  readonly sender: number;
  readonly isPresent: (key: string) => boolean;
  /** True when the peer left recently. */
  readonly isGone: (key: string) => boolean;
  /** True when the peer asked recently to be removed and added. */
  readonly hasAsked: (key: string) => boolean;
  /** True when the peer announced this key package, or asked with it recently. */
  readonly isPackageOf: (key: string, keyPackage: string) => boolean;
}

/**
 * The judgement of a commit's changes. `not-yet`: a notification or a request that would justify it may be in
 * transit. `without-us`: it removes us, and if it is justified, a welcome follows.
 */
export type CommitVerdict = "right" | "not-yet" | "without-us" | "forged-sender" | "unknown-leaf" | "empty";

export function judgeCommit(
  group: GroupView,
  { sender, added, removed }: CommitView,
  surroundings: CommitSurroundings,
): CommitVerdict {
  const { isPresent, isGone, hasAsked, isPackageOf } = surroundings;
  if (sender !== surroundings.sender) return "forged-sender";
  // Peers with this library never make such a commit. A hundred of them in a second would replace the keys that
  // are in use.
  if (added.length + removed.length === 0) return "empty";
  // Thousands of removals of one leaf would block the worker.
  if (new Set(removed).size < removed.length) return "unknown-leaf";
  for (const leaf of removed) {
    const key = group.leaves.find(({ index }) => index === leaf)?.key;
    if (key === undefined) return "unknown-leaf";
    if (leaf === group.ownLeaf) return "without-us";
    if (isPresent(key) && !hasAsked(key)) return "not-yet";
  }
  // Perhaps only we know that a peer left. Each commit delays our turn to remove its leaf, so we do not follow others for
  // long that leave it there.
  const isShown = ({ index, key }: LeafView) =>
    index === group.ownLeaf || removed.includes(index) || isPresent(key) || isGone(key);
  if (!group.leaves.every(isShown)) return "not-yet";
  return added.every(({ key, keyPackage }) => isPresent(key) && isPackageOf(key, keyPackage))
    ? "right"
    : "not-yet";
}

/** True when this number of peers with undecryptable frames shows that we are lost, and not they. */
export function isLostAmong(unopened: number, others: number): boolean {
  return unopened > 0 && unopened * 2 >= others;
}

/** Time for which a lost peer waits to be added, before it makes a new group (ms). */
export function patienceOf(
  selfId: string,
  others: readonly Pick<PeerView, "connectionId" | "hasAsked">[],
  lag: number,
): number {
  // Without other peers: the notification of one may still arrive.
  if (others.length === 0) return askInterval;
  // The peers before us may never do it.
  const rank = others.filter(({ connectionId }) => connectionId < selfId).length;
  const patience = others.every(({ hasAsked }) => hasAsked) ? 0 : newGroupTime;
  return patience + rank * (takeoverTime + quietTime + lag);
}
