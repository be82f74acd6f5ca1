import { type Clock, Deadline } from "../../protocol/clock.ts";
import type { FrameKey } from "../media/frame-crypto.ts";
import { FrameSealer } from "../media/frame-crypto.ts";

/** How long the key of before goes on when somebody left (docs/protocol.md#5-life-of-the-keys). */
export const leaveDelayMs = 5_000;

export interface SendKeyScheduleOptions {
  readonly clock: Clock;
  readonly onExhausted: () => void;
  /** A new key seals from now on. */
  readonly onSwitch: () => void;
}

/** Which key our frames are sealed with, and from when on. */
export class SendKeySchedule {
  readonly #options: SendKeyScheduleOptions;
  readonly #pending: { readonly key: FrameKey; readonly at: number }[] = [];
  #sealer: FrameSealer | null = null;
  /** From then on, the key and all that were derived of it seal nothing; null: no peer that left knows it. */
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

  /** Somebody joined: what waited for a leave is older than this key. */
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

  /** Keys that would come later than this newer one are skipped. */
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
