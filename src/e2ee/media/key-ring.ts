import { type Clock, Deadline } from "../../protocol/clock.ts";
import type { FrameKey } from "./frame-crypto.ts";
import { materialOf, PastKeys } from "./past-keys.ts";
import type { ReplayMemory } from "./replay-memory.ts";

/**
 * Time for which a key may still occur after its successor is known. After a leave, a peer seals with the old
 * key for 5 s more (docs/protocol.md#5-life-of-the-keys), and its last frames need time to arrive. The time
 * must end, because a peer that left holds the old key.
 */
export const pastKeyLifetimeMs = 15_000;
/** Each of several peers that join together moves all keys by one. */
const maxKeys = 64;

/** One of a peer's keys, with the record of frames that any of its receivers decrypted with it. */
export interface RingKey extends FrameKey {
  readonly replay: ReplayMemory;
  /**
   * A key that was ratcheted here, because the peer should have done the same. It was not seen in use yet.
   */
  readonly guessed: boolean;
}

interface Entry extends RingKey {
  /**
   * True when the peer itself announced this key. A decrypted frame is no proof of that, because every holder
   * of the key can seal one.
   */
  announced: boolean;
  /** Null while the peer has not announced a newer key. */
  expiresAt: number | null;
  guessed: boolean;
}

/** The keys that may still occur in frames of one peer. */
export class KeyRing {
  readonly #clock: Clock;
  readonly #past: PastKeys;
  readonly #entries = new Map<number, Entry>();
  readonly #listeners = new Set<(isFirst: boolean) => void>();
  #newest: Entry | null = null;
  /** The time of the first announcement of the newest key. */
  #announcedAt = Number.NEGATIVE_INFINITY;
  readonly #deadline: Deadline;

  /** False for a peer that announced no keys, because waiting would be in vain. */
  expectsKeys = true;
  /** Time for which a key may still occur after its successor is known, in milliseconds. */
  pastLifetimeMs = pastKeyLifetimeMs;

  /** @param past the record of the same peer's earlier keys, which outlives `wipe`. */
  constructor(clock: Clock, past = new PastKeys()) {
    this.#clock = clock;
    this.#past = past;
    this.#deadline = new Deadline(clock, () => this.#wipePast());
  }

  get past(): PastKeys {
    return this.#past;
  }

  get newestKeyId(): number | null {
    return this.#newest?.keyId ?? null;
  }

  get(keyId: number): RingKey | undefined {
    return this.#entries.get(keyId);
  }

  /**
   * True when this key may still arrive. Peers only move forward, so an earlier key is from before we joined
   * or is past, unless the newest key is only our guess.
   */
  mayCome(keyId: number): boolean {
    if (!this.expectsKeys || this.#entries.has(keyId)) return false;
    return this.#newest === null || this.#newest.guessed || keyId > this.#newest.keyId;
  }

  /**
   * Sets the peer's newest key. After an announcement, the earlier keys stay for a limited time. After a guess
   * they stay until an announcement, because the peer may still use them. A key that the peer replaced, and
   * whose time is over, is ignored.
   */
  add(key: FrameKey, guessed: boolean): void {
    if (this.#past.isRetired(key)) return;
    const isFirst = this.#newest === null;
    const known = this.#entries.get(key.keyId);
    const isKnown = known !== undefined && materialOf(known) === materialOf(key);
    if (guessed && known?.announced) return;
    if (known && !isKnown) this.#drop(known);
    const entry: Entry = isKnown
      ? known
      : { ...key, replay: this.#past.replayOf(key), announced: false, expiresAt: null, guessed };
    this.#entries.delete(key.keyId);
    if (!guessed) {
      entry.announced = true;
      entry.guessed = false;
      this.#expireAll();
      if (this.#newest !== entry || !isKnown) this.#announcedAt = this.#clock.now();
    }
    entry.expiresAt = null;
    this.#entries.set(key.keyId, entry);
    this.#newest = entry;
    this.#limit();
    this.#scheduleWipe();
    for (const listener of [...this.#listeners]) listener(isFirst);
  }

  /** Adds an earlier key that arrived late. It is kept as long as if it had arrived in time. */
  addPast(key: FrameKey): void {
    const expiresAt = this.#announcedAt + this.pastLifetimeMs;
    if (this.#newest === null || expiresAt <= this.#clock.now() || this.#past.isRetired(key)) return;
    if (this.#entries.has(key.keyId) || this.#entries.size >= maxKeys) return;
    const replay = this.#past.replayOf(key);
    this.#entries.set(key.keyId, { ...key, replay, announced: true, expiresAt, guessed: false });
    this.#scheduleWipe();
    for (const listener of [...this.#listeners]) listener(false);
  }

  /** Records that a frame was decrypted with this key. */
  confirm(key: RingKey): void {
    const entry = this.#entries.get(key.keyId);
    if (entry === key) entry.guessed = false;
  }

  /** Calls `listener` after each new key. Returns a function that stops it. */
  onKey(listener: (isFirst: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Removes all keys, and keeps the record of decrypted frames. */
  wipe(): void {
    this.#deadline.clear();
    for (const entry of [...this.#entries.values()]) this.#drop(entry);
    this.#past.compact();
    this.#newest = null;
    this.#announcedAt = Number.NEGATIVE_INFINITY;
  }

  /** Removes all keys and restarts the key ids. Keeps the record of decrypted frames. */
  startOver(): void {
    this.#deadline.clear();
    for (const entry of [...this.#entries.values()]) this.#drop(entry);
    this.#past.startOver();
    this.#newest = null;
    this.#announcedAt = Number.NEGATIVE_INFINITY;
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.keyId);
    if (entry.announced && entry.expiresAt !== null) this.#past.retire(entry);
    else this.#past.keep(entry, entry.replay);
  }

  /** Guesses are removed first, so that made-up joins cannot remove the key in use. */
  #limit(): void {
    if (this.#entries.size <= maxKeys) return;
    const others = [...this.#entries.values()].filter((entry) => entry !== this.#newest);
    const victim =
      others.find(({ guessed }) => guessed) ??
      others.find(({ expiresAt }) => expiresAt !== null) ??
      others[0];
    if (victim !== undefined) this.#drop(victim);
  }

  #expireAll(): void {
    const expiresAt = this.#clock.now() + this.pastLifetimeMs;
    for (const entry of this.#entries.values()) entry.expiresAt ??= expiresAt;
  }

  #scheduleWipe(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { expiresAt } of this.#entries.values()) next = Math.min(next, expiresAt ?? next);
    if (next === Number.POSITIVE_INFINITY) this.#deadline.clear();
    else this.#deadline.set(next);
  }

  #wipePast(): void {
    const now = this.#clock.now();
    for (const entry of [...this.#entries.values()]) {
      if (entry.expiresAt !== null && entry.expiresAt <= now) this.#drop(entry);
    }
    this.#scheduleWipe();
  }
}
