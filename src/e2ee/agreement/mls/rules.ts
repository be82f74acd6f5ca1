/**
 * The decisions of docs/protocol.md#life-of-a-group, as functions of what a peer sees: without keys, time or messages.
 * The session and the model in the tests use the same ones.
 */

/** A commit waits for more changes this long after the last one, and at most this long after the first (ms). */
const quietTime = 100;
const longestQuiet = 300;
/** Each further leaf in line commits when those before it did not, this much later (ms). */
const takeoverTime = 2000;
/** Without a welcome for this long, a peer asks to be taken in; and asks again as often (ms). */
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
  /** It asked to be removed and added, and nobody has done it yet. */
  readonly hasAsked: boolean;
  /** No commit can add it. */
  readonly isUnusable: boolean;
}

/** What a commit would have to do: these peers are to be added, these leaves removed. */
export interface Difference<Peer extends PeerView> {
  readonly added: readonly Peer[];
  readonly removed: readonly number[];
}

/** What the group lacks, compared with the peers that are present. */
export function differenceOf<Peer extends PeerView>(
  group: GroupView,
  peers: Iterable<Peer>,
): Difference<Peer> {
  const present = [...peers];
  const byKey = new Map(present.map((peer) => [peer.key, peer]));
  const leaves = new Set(group.leaves.map(({ key }) => key));
  return {
    added: present.filter((peer) => !peer.isUnusable && (peer.hasAsked || !leaves.has(peer.key))),
    removed: group.leaves
      .filter(({ index, key }) => index !== group.ownLeaf && (byKey.get(key)?.hasAsked ?? true))
      .map(({ index }) => index),
  };
}

/** Our place among those who may commit. 0: we are the designated committer. */
export function rankOf(group: GroupView, peers: Iterable<PeerView>): number {
  const able = new Set([...peers].filter(({ hasAsked }) => !hasAsked).map(({ key }) => key));
  return group.leaves
    .filter(({ index, key }) => index === group.ownLeaf || able.has(key))
    .findIndex(({ index }) => index === group.ownLeaf);
}

/** When a peer with this rank commits. Times of the first and the last change that no commit has taken up. */
export function commitTime(rank: number, firstChange: number, lastChange: number): number {
  if (rank > 0) return firstChange + longestQuiet + rank * takeoverTime;
  return Math.min(lastChange + quietTime, firstChange + longestQuiet);
}

/** Fork: of two commits for one epoch, that of the lower leaf counts. `standing` is the leaf of the one that was applied. */
export function winsFork(leaf: number, standing: number | null): boolean {
  return standing === null || leaf < standing;
}

/** Whether to move into a group that a welcome leads to. `ours` is null without a group. */
export function isWanted(
  theirs: Pick<GroupView, "id" | "epoch">,
  ours: Pick<GroupView, "id" | "epoch"> | null,
  isLost: boolean,
): boolean {
  if (ours === null || isLost) return true;
  return theirs.id === ours.id ? theirs.epoch > ours.epoch : theirs.id < ours.id;
}

/**
 * Everybody in a group must be a peer that people see. A peer that left a moment ago may still be in it, but no welcome
 * leads back to it: the server could repeat one from before the leave.
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

/** What a commit does, in the words of these rules. */
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
  /** Whether the peer asked to be removed and added, a moment ago. */
  readonly hasAsked: (key: string) => boolean;
  /** Whether the peer announced this key package, or asked with it a moment ago. */
  readonly isPackageOf: (key: string, keyPackage: string) => boolean;
}

/**
 * Whether a commit does what all peers can see to be right. `not-yet`: a notification or a request that would make it right
 * may be on its way. `without-us`: it removes us; if it is right, a welcome follows.
 */
export type CommitVerdict = "right" | "not-yet" | "without-us" | "forged-sender" | "unknown-leaf" | "empty";

export function judgeCommit(
  group: GroupView,
  { sender, added, removed }: CommitView,
  surroundings: CommitSurroundings,
): CommitVerdict {
  const { isPresent, hasAsked, isPackageOf } = surroundings;
  if (sender !== surroundings.sender) return "forged-sender";
  // No peer of ours makes one. A hundred of them in a second would push out the keys that are in use.
  if (added.length + removed.length === 0) return "empty";
  for (const leaf of removed) {
    const key = group.leaves.find(({ index }) => index === leaf)?.key;
    if (key === undefined) return "unknown-leaf";
    if (leaf === group.ownLeaf) return "without-us";
    if (isPresent(key) && !hasAsked(key)) return "not-yet";
  }
  return added.every(({ key, keyPackage }) => isPresent(key) && isPackageOf(key, keyPackage))
    ? "right"
    : "not-yet";
}

/** Whether that many peers whose frames do not open show that we are lost, and not they. */
export function isLostAmong(unopened: number, leaves: number): boolean {
  return unopened * 2 >= leaves - 1;
}

/** How long a lost peer waits for others to take it in, before it makes a new group (ms). */
export function patienceOf(
  selfId: string,
  others: readonly Pick<PeerView, "connectionId" | "hasAsked">[],
): number {
  // Without any other peer, the news of one may still come.
  if (others.length === 0) return askInterval;
  // Those before us may never do it.
  const rank = others.filter(({ connectionId }) => connectionId < selfId).length;
  const patience = others.every(({ hasAsked }) => hasAsked) ? 0 : newGroupTime;
  return patience + rank * (takeoverTime + quietTime);
}
