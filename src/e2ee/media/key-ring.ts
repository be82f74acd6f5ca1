import type { Clock, TimerHandle } from "./clock.ts";
import type { FrameKey } from "./frame-keys.ts";
import { ReplayWindow } from "./replay-window.ts";

/**
 * How long a key may still be seen after its successor is known: a member seals with the old one for 5 s more when
 * somebody left (PROTOCOL section 5), and its last frames have to travel. A leaver holds the old key, so it must end.
 */
export const pastKeyLifetimeMs = 15_000;
/** Members that come in a crowd move everybody's key once each; more than this in 15 s and the oldest goes first. */
const maxKeys = 64;

/** One of a member's keys, with what was opened with it by any of its receivers. */
export interface RingKey extends FrameKey {
  readonly replay: ReplayWindow;
  /** Ratcheted here, because the member should have done the same; not yet seen in use. */
  readonly guessed: boolean;
}

interface Entry extends RingKey {
  /** Null while no newer key is known to be the member's. */
  expiresAt: number | null;
  guessed: boolean;
}

/** The keys that frames of one member may still come with. */
export class KeyRing {
  readonly #clock: Clock;
  readonly #entries = new Map<number, Entry>();
  readonly #listeners = new Set<(isFirst: boolean) => void>();
  #newest: Entry | null = null;
  #timer: TimerHandle | null = null;

  /** False for a member that announced no keys: waiting for one would be in vain. */
  expectsKeys = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get newestKeyId(): number | null {
    return this.#newest?.keyId ?? null;
  }

  get(keyId: number): RingKey | undefined {
    return this.#entries.get(keyId);
  }

  /**
   * Whether it is worth waiting for this key. Members only move forward, so what lies before the newest key was sealed
   * before we came, or is past; unless the newest is only our guess.
   */
  mayCome(keyId: number): boolean {
    if (!this.expectsKeys || this.#entries.has(keyId)) return false;
    return this.#newest === null || this.#newest.guessed || keyId > this.#newest.keyId;
  }

  /**
   * The member's newest key; what it used before stays for a while. A guess ends nothing before a frame has opened
   * with it: the member may not have moved on.
   */
  add(key: FrameKey, guessed: boolean): void {
    const isFirst = this.#newest === null;
    const known = this.#entries.get(key.keyId);
    // A counter is never used twice, whatever the key: another key under a known id inherits what was opened.
    const entry: Entry = { ...key, replay: known?.replay ?? new ReplayWindow(), expiresAt: null, guessed };
    this.#entries.delete(key.keyId);
    if (!guessed) this.#expireAll();
    this.#entries.set(key.keyId, entry);
    this.#newest = entry;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxKeys) break;
      this.#entries.delete(oldest);
    }
    this.#scheduleWipe();
    for (const listener of [...this.#listeners]) listener(isFirst);
  }

  /** A key from before the newest that arrived late: its frames may still come. */
  addPast(key: FrameKey): void {
    if (this.#newest === null || this.#entries.has(key.keyId) || this.#entries.size >= maxKeys) return;
    const expiresAt = this.#clock.now() + pastKeyLifetimeMs;
    this.#entries.set(key.keyId, { ...key, replay: new ReplayWindow(), expiresAt, guessed: false });
    this.#scheduleWipe();
    for (const listener of [...this.#listeners]) listener(false);
  }

  /** A frame has opened with this key. */
  confirm(key: RingKey): void {
    const entry = this.#entries.get(key.keyId);
    if (entry !== key || !entry.guessed) return;
    entry.guessed = false;
    if (entry !== this.#newest) return;
    this.#expireAll();
    entry.expiresAt = null;
    this.#scheduleWipe();
  }

  /** `listener` runs after each new key. Returns how to stop that. */
  onKey(listener: (isFirst: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  wipe(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    this.#entries.clear();
    this.#newest = null;
  }

  #expireAll(): void {
    const expiresAt = this.#clock.now() + pastKeyLifetimeMs;
    for (const entry of this.#entries.values()) entry.expiresAt ??= expiresAt;
  }

  #scheduleWipe(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    let next = Number.POSITIVE_INFINITY;
    for (const { expiresAt } of this.#entries.values()) next = Math.min(next, expiresAt ?? next);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.setTimer(() => this.#wipePast(), Math.max(0, next - this.#clock.now()));
  }

  #wipePast(): void {
    const now = this.#clock.now();
    for (const [keyId, { expiresAt }] of this.#entries) {
      if (expiresAt !== null && expiresAt <= now) this.#entries.delete(keyId);
    }
    this.#scheduleWipe();
  }
}
