import type { Clock, TimerHandle } from "../media/clock.ts";
import type { FrameKey } from "../media/frame-keys.ts";
import { FrameSealer } from "../media/frame-sealer.ts";

/** How long the key of before goes on when somebody left (docs/protocol.md#5-life-of-the-keys). */
export const leaveDelayMs = 5_000;

export interface SealingOptions {
  readonly clock: Clock;
  readonly onExhausted: () => void;
  /** A new key seals from now on. */
  readonly onSwitch: () => void;
}

/** Which key our frames are sealed with, and from when on. */
export class Sealing {
  readonly #options: SealingOptions;
  readonly #pending: { readonly key: FrameKey; readonly at: number }[] = [];
  #sealer: FrameSealer | null = null;
  #timer: TimerHandle | null = null;

  constructor(options: SealingOptions) {
    this.#options = options;
  }

  /** Null before `start` and after `wipe`. */
  get sealer(): FrameSealer | null {
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
    this.#clearTimer();
    this.#sealer?.setKey(key);
    this.#options.onSwitch();
  }

  /** Somebody left. Each leave ends what its leaver knows 5 s after it, also when others leave in the meantime. */
  switchAfterLeave(key: FrameKey): void {
    this.#pending.push({ key, at: this.#options.clock.now() + leaveDelayMs });
    this.#setTimer();
  }

  wipe(): void {
    this.#pending.length = 0;
    this.#clearTimer();
    this.#sealer?.setKey(null);
    this.#sealer = null;
  }

  #setTimer(): void {
    const next = this.#pending[0];
    if (this.#timer !== null || next === undefined) return;
    const { clock } = this.#options;
    this.#timer = clock.setTimer(
      () => {
        this.#timer = null;
        this.#switchDue();
      },
      Math.max(0, next.at - clock.now()),
    );
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

  #clearTimer(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }
}
