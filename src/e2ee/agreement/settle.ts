/** How long membership has to be quiet before keys are announced again, in milliseconds. */
const quietMs = 1_000;
/** An announcement is never put off for longer than this, however many come and go. */
const longestWaitMs = 4_000;
/** When members that have not been heard since are tried again, counted from one try to the next. */
const retryDelaysMs: readonly number[] = [2_000, 4_000, 8_000];

export interface SettleOptions {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once; returns a handle for `clearTimer`. */
  setTimer(callback: () => void, delayMs: number): unknown;
  /** Calls a timer off. */
  clearTimer(handle: unknown): void;
  /** Announce to these members, or to all. Must not throw. */
  announce(connectionIds: readonly string[] | null): void;
  /** Members that announced a bundle and of whom no key message has been opened yet. */
  unheard(): readonly string[];
}

export interface Settle {
  /** Somebody joined, left, or was found present. */
  membershipChanged(): void;
  /** Announces no more and leaves no timer. */
  end(): void;
}

/**
 * Says when our current material is to be announced again (PROTOCOL section 7: join after leave, two quick joins).
 * Nobody can know who holds a stale key of theirs, so everybody announces once after membership has been quiet for a
 * second. After that only those who were never heard are tried again, three times: a handshake may have come before
 * they could hear it. What arrives never triggers an announcement, so two members can't keep each other going.
 */
export function createSettle(options: SettleOptions): Settle {
  let timer: unknown = null;
  let firstChange: number | null = null;

  function schedule(callback: () => void, delayMs: number): void {
    if (timer !== null) options.clearTimer(timer);
    timer = options.setTimer(callback, delayMs);
  }

  function announceToAll(): void {
    firstChange = null;
    options.announce(null);
    scheduleRetry(0);
  }

  function scheduleRetry(tried: number): void {
    const delayMs = retryDelaysMs[tried];
    if (delayMs === undefined) return;
    schedule(() => {
      const unheard = options.unheard();
      if (unheard.length === 0) return;
      options.announce(unheard);
      scheduleRetry(tried + 1);
    }, delayMs);
  }

  return {
    membershipChanged() {
      const now = options.now();
      firstChange ??= now;
      schedule(announceToAll, Math.max(0, Math.min(quietMs, firstChange + longestWaitMs - now)));
    },
    end() {
      if (timer !== null) options.clearTimer(timer);
      timer = null;
    },
  };
}
