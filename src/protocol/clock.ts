export type TimerHandle = ReturnType<typeof setTimeout> | number;

/** The source of time for the whole library. Tests provide their own. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once, after this many milliseconds. */
  setTimer(callback: () => void, delayMs: number): TimerHandle;
  /** Has no effect on a timer that has fired already. */
  clearTimer(handle: TimerHandle): void;
}

/** Browsers run a timer with a longer delay at once. 24 days, in milliseconds. */
export const longestDelay = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, longestDelay)),
  clearTimer: (handle) => clearTimeout(handle),
};

/** One timer that can be set repeatedly. Its owner clears it at the end. */
export class Deadline {
  readonly #clock: Clock;
  readonly #callback: () => void;
  #handle: TimerHandle | null = null;

  constructor(clock: Clock, callback: () => void) {
    this.#clock = clock;
    this.#callback = callback;
  }

  get isSet(): boolean {
    return this.#handle !== null;
  }

  /** Calls back once at this time of the clock, or at once when it has passed. Replaces an earlier time. */
  set(at: number): void {
    this.clear();
    this.#handle = this.#clock.setTimer(
      () => {
        this.#handle = null;
        this.#callback();
      },
      Math.max(0, at - this.#clock.now()),
    );
  }

  clear(): void {
    if (this.#handle !== null) this.#clock.clearTimer(this.#handle);
    this.#handle = null;
  }
}
