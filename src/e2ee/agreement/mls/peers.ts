import type { PeerKeyPackage } from "./group.ts";
import type { PeerView } from "./rules.ts";

/** Requests of the same peer have all waiting messages tried again after this time, at the earliest (ms). */
export const requestGap = 500;
/** Minimum time between two additions of the same peer, in milliseconds. */
const requestPause = 1500;
/** After this many times in the last minute, the pause doubles with each further one, up to the longest. */
const freeRequests = 4;
const longestRequestPause = 6000;
const minute = 60_000;
/** A request that comes this soon after the peer was added may have crossed its welcome (ms). */
const crossingTime = 1500;
/** Time for which a requested key package may appear in a commit, in milliseconds. */
const requestLifetime = 10_000;
/** Maximum number of used key packages to remember for each peer. */
const usedLimit = 32;
/** Time for which the leaf of a peer that left may still appear, in milliseconds. */
const goneTime = 10_000;

export class PresentPeer implements PeerView {
  readonly key: string;
  /** A new key package of a peer that lost the group, and wants to be removed and added again. */
  requested: PeerKeyPackage | null = null;
  /** The time at which we added it. Null once it has shown that it is in the group. */
  addedAt: number | null = null;
  isUnusable = false;
  /** It has shown that it holds its identity key. */
  isProved = false;

  constructor(
    readonly connectionId: string,
    readonly announced: PeerKeyPackage,
  ) {
    this.key = text(announced.identityKey);
  }

  get hasAsked(): boolean {
    return this.requested !== null;
  }

  /** The key package for a commit that adds it. */
  get keyPackage(): PeerKeyPackage {
    return this.requested ?? this.announced;
  }
}

/** Peers of the channel with a key package, by connection id and by identity key. */
export class MlsPeers {
  readonly #present = new Map<string, PresentPeer>();
  /** Key packages are public, so copies of one may be announced. The first one is the owner once it is known. */
  readonly #byKey = new Map<string, readonly PresentPeer[]>();
  readonly #gone = new Map<string, number>();
  /** Key packages that each peer sent in requests. The newest is last. */
  readonly #requests = new Map<string, readonly { readonly name: string; readonly at: number }[]>();
  /** The times at which requests of each peer were followed. The newest is last. */
  readonly #followed = new Map<string, readonly number[]>();

  get all(): readonly PresentPeer[] {
    return [...this.#present.values()];
  }

  /** Number of peers that are present, or may still appear in a group. */
  get size(): number {
    return this.#present.size + this.#gone.size;
  }

  find(connectionId: string): PresentPeer | undefined {
    return this.#present.get(connectionId);
  }

  /** The present peers that announced this identity key, given as text. One at most has proved it. */
  allByKey(key: string): readonly PresentPeer[] {
    return this.#byKey.get(key) ?? [];
  }

  byKey(key: string): PresentPeer | undefined {
    return this.allByKey(key)[0];
  }

  /** True when a peer with this identity key left recently. */
  isGone(key: string, now: number): boolean {
    return now - (this.#gone.get(key) ?? Number.NEGATIVE_INFINITY) < goneTime;
  }

  /** False when another peer has proved the same identity key, because each connection has its own. */
  add(connectionId: string, announced: PeerKeyPackage): boolean {
    const peer = new PresentPeer(connectionId, announced);
    const others = this.allByKey(peer.key);
    if (others[0]?.isProved || this.#present.has(connectionId)) return false;
    this.#byKey.set(peer.key, [...others, peer]);
    this.#gone.delete(peer.key);
    this.#present.set(connectionId, peer);
    return true;
  }

  /** The peer has proved its identity key. Removes the others that announced it, and returns their ids. */
  proved(peer: PresentPeer): readonly string[] {
    peer.isProved = true;
    const copies = this.#without(peer).map(({ connectionId }) => connectionId);
    this.#byKey.set(peer.key, [peer]);
    for (const copy of copies) this.#forget(copy);
    return copies;
  }

  remove(connectionId: string, now: number): void {
    const peer = this.#present.get(connectionId);
    if (peer === undefined) return;
    this.#forget(connectionId);
    for (const [gone, at] of this.#gone) if (now - at >= goneTime) this.#gone.delete(gone);
    const others = this.#without(peer);
    if (others.length > 0) this.#byKey.set(peer.key, others);
    else {
      this.#byKey.delete(peer.key);
      this.#gone.set(peer.key, now);
    }
  }

  /** The other peers that announced its identity key. */
  #without(peer: PresentPeer): readonly PresentPeer[] {
    return this.allByKey(peer.key).filter((one) => one !== peer);
  }

  #forget(connectionId: string): void {
    this.#present.delete(connectionId);
    this.#requests.delete(connectionId);
    this.#followed.delete(connectionId);
  }

  /**
   * Stores a new key package. False for one that was used before, and for one that comes too soon for another try of the
   * waiting messages. A commit may have it all the same, because the times between requests differ from peer to peer.
   * @param lag the time that messages take (`Pace`)
   * @param isAnswered the key package is in our group. The server may have repeated the request to us, who came later
   */
  request(
    peer: PresentPeer,
    fresh: PeerKeyPackage,
    now: number,
    { lag = 0, isAnswered = false }: { readonly lag?: number; readonly isAnswered?: boolean } = {},
  ): boolean {
    const requests = this.#requests.get(peer.connectionId) ?? [];
    const name = text(fresh.bytes);
    if (requests.some((one) => one.name === name)) return false;
    this.#requests.set(peer.connectionId, [...requests, { name, at: now }].slice(-usedLimit));
    // If it did not cross the welcome, it is repeated.
    const crosses = peer.addedAt !== null && now - peer.addedAt < crossingTime + 2 * lag;
    // One commit answers all earlier requests of this peer, because only its newest key package is certain to
    // be kept. No commit will answer one with an unusable key package.
    const waits = peer.requested !== null && !peer.isUnusable;
    if (!crosses && !isAnswered && (waits || this.#isFollowed(peer.connectionId, now))) {
      peer.requested = fresh;
      // The earlier key package may have been an old one that somebody repeated.
      peer.isUnusable = false;
    }
    return !requests.some(({ at }) => now - at < requestGap);
  }

  /**
   * A peer that asks again and again is added again less and less often, because each addition costs all
   * members a commit.
   */
  #isFollowed(connectionId: string, now: number): boolean {
    const times = (this.#followed.get(connectionId) ?? []).filter((at) => now - at < minute);
    const doublings = Math.max(0, times.length - freeRequests);
    const pause = Math.min(longestRequestPause, requestPause * 2 ** doublings);
    if (now - (times.at(-1) ?? Number.NEGATIVE_INFINITY) < pause) return false;
    this.#followed.set(connectionId, [...times, now]);
    return true;
  }

  /** True when this peer asked recently to be added. */
  hasRequested({ connectionId }: PresentPeer, now: number): boolean {
    return (this.#requests.get(connectionId) ?? []).some(({ at }) => now - at < requestLifetime);
  }

  /** True when a peer made this key package itself (its bytes as text), and it may appear now. */
  isPackageOf({ connectionId, announced }: PresentPeer, name: string, now: number): boolean {
    if (text(announced.bytes) === name) return true;
    return (this.#requests.get(connectionId) ?? []).some(
      (one) => one.name === name && now - one.at < requestLifetime,
    );
  }
}

/** The bytes as a string for use as the key of a map. */
export function text(bytes: Uint8Array): string {
  let all = "";
  // A call accepts a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 4096)
    all += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return all;
}
