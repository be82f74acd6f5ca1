import { type Clock, Deadline } from "../../protocol/clock.ts";
import type { FrameKey } from "../media/frame-crypto.ts";
import { FrameSealer } from "../media/frame-crypto.ts";

/** Time for which the previous key is used after a leave (docs/protocol.md#5-life-of-the-keys). */
export const leaveDelayMs = 5_000;

export interface SendKeyScheduleOptions {
  readonly clock: Clock;
  readonly onExhausted: () => void;
  /** A new key is used for sealing from now on. */
  readonly onSwitch: () => void;
}

/** Decides which key seals our frames, and from which time. */
export class SendKeySchedule {
  readonly #options: SendKeyScheduleOptions;
  readonly #pending: { readonly key: FrameKey; readonly at: number }[] = [];
  #sealer: FrameSealer | null = null;
  /** The time from which the key and keys derived from it seal nothing. Null: no peer that left knows it. */
  #expiresAt: number | null = null;
  readonly #deadline: Deadline;

  constructor(options: SendKeyScheduleOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock, () => this.#switchDue());
  }

  /** Null before `start`, after `wipe`, and while the only key is one that a peer which left knows for too long. */
  get sealer(): FrameSealer | null {
    if (this.#expiresAt !== null && this.#options.clock.now() >= this.#expiresAt) return null;
    return this.#sealer;
  }

  get keyId(): number | null {
    return this.#sealer?.keyId ?? null;
  }

  start(connectionId: string, key: FrameKey): void {
    this.#sealer ??= new FrameSealer({ connectionId, onExhausted: this.#options.onExhausted });
    this.switchNow(key);
  }

  /** A peer joined. Keys that waited for a leave are older than this key. */
  switchNow(key: FrameKey): void {
    this.#pending.length = 0;
    this.#deadline.clear();
    this.#sealer?.setKey(key);
    this.#options.onSwitch();
  }

  /** A peer left that knows our keys. Until a fresh key comes, these seal for 5 s more and not longer. */
  expireAfterLeave(): void {
    this.#expiresAt ??= this.#options.clock.now() + leaveDelayMs;
  }

  /** A fresh key, 5 s after the first leave that it is for. Each leave ends what its leaver knows 5 s after it. */
  switchAfterLeave(key: FrameKey): void {
    const at = this.#expiresAt;
    this.#expiresAt = null;
    const now = this.#options.clock.now();
    if (at !== null && at <= now) this.switchNow(key);
    else this.switchLater(key, at === null ? leaveDelayMs : at - now);
  }

  /** Skips keys that would be due later than this newer one. */
  switchLater(key: FrameKey, delayMs: number): void {
    const at = this.#options.clock.now() + delayMs;
    while (this.#pending.length > 0 && (this.#pending.at(-1)?.at ?? at) > at) this.#pending.pop();
    this.#pending.push({ key, at });
    this.#deadline.clear();
    this.#setTimer();
  }

  wipe(): void {
    this.#pending.length = 0;
    this.#expiresAt = null;
    this.#deadline.clear();
    this.#sealer?.setKey(null);
    this.#sealer = null;
  }

  #setTimer(): void {
    const next = this.#pending[0];
    if (next !== undefined && !this.#deadline.isSet) this.#deadline.set(next.at);
  }

  #switchDue(): void {
    const now = this.#options.clock.now();
    let due: FrameKey | null = null;
    while (this.#pending[0] !== undefined && this.#pending[0].at <= now)
      due = this.#pending.shift()?.key ?? due;
    this.#setTimer();
    if (due === null) return;
    this.#sealer?.setKey(due);
    this.#options.onSwitch();
  }
}
