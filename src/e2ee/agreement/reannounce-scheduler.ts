/** How long presence has to be quiet before keys are announced again, in milliseconds. */
const quietMs = 1_000;
/** An announcement is never put off for longer than this, however many come and go. */
const longestWaitMs = 4_000;
/** Changes further apart than this, in milliseconds, have reached everybody in the same order. */
const raceMs = 5_000;
/** Announcements of all to all are spread over this, in milliseconds, where each reaches everybody. */
const scatterMs = 500;
/** How long after an announcement peers that were never heard are tried again, in milliseconds. Doubles with each try. */
const firstRetryMs = 2_000;
/** The time between tries grows no further than this. */
const longestRetryMs = 30_000;
/** One try announces to this many peers at most. The next one goes on with the others: made-up peers never answer. */
const maxPerRetry = 64;

export interface SettleOptions {
  /** What is sent to one peer reaches all of them, so that all announcing to all is dear. Default false. */
  readonly broadcasts?: boolean;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once; returns a handle for `clearTimer`. */
  setTimer(callback: () => void, delayMs: number): unknown;
  /** Calls a timer off. */
  clearTimer(handle: unknown): void;
  /** Announce to these peers, or to all. Must not throw. */
  announce(connectionIds: readonly string[] | null): void;
  /** Peers that announced a bundle and of whom no key message has been opened yet. */
  unheard(): readonly string[];
}

export interface Settle {
  /** Somebody joined or left. */
  presenceChanged(): void;
  /** Somebody was there when we joined. */
  foundPresent(): void;
  /** Announces no more and leaves no timer. */
  end(): void;
}

/**
 * Says when our current material is to be announced again (docs/protocol.md#7-deviations: join after leave, two quick
 * joins). Nobody can know who holds a stale key of theirs, so everybody announces once after presence has been
 * quiet for a second. After that only those who were never heard are tried again, more and more slowly, for as long
 * as they are there: a handshake or its answer may have been lost. What arrives never triggers an announcement here,
 * so two peers can't keep each other going.
 *
 * Keys only get out of step when changes race. Over a relay that broadcasts, a change with no other one near it is
 * therefore followed by the retries alone.
 */
export function createSettle(options: SettleOptions): Settle {
  let timer: unknown = null;
  let firstChange: number | null = null;
  let lastChange: number | null = null;
  let raced = false;
  /** Where the next try begins among the peers that were never heard. */
  let next = 0;

  function schedule(callback: () => void, delayMs: number): void {
    if (timer !== null) options.clearTimer(timer);
    timer = options.setTimer(callback, delayMs);
  }

  function settled(): void {
    firstChange = null;
    const mayBeStale = raced || !options.broadcasts;
    raced = false;
    if (mayBeStale) options.announce(null);
    else if (!announceToUnheard()) return;
    scheduleRetry(0);
  }

  /** False when there is nobody left. */
  function announceToUnheard(): boolean {
    const unheard = options.unheard();
    if (unheard.length === 0) return false;
    const first = next < unheard.length ? next : 0;
    const tried = unheard.slice(first, first + maxPerRetry);
    next = first + tried.length;
    options.announce(tried);
    return true;
  }

  function waitForQuiet(now: number): void {
    firstChange ??= now;
    lastChange = now;
    const scatter = options.broadcasts && raced ? Math.random() * scatterMs : 0;
    schedule(settled, Math.max(0, Math.min(quietMs, firstChange + longestWaitMs - now)) + scatter);
  }

  function scheduleRetry(tried: number): void {
    schedule(
      () => {
        if (announceToUnheard()) scheduleRetry(tried + 1);
      },
      Math.min(longestRetryMs, firstRetryMs * 2 ** tried),
    );
  }

  return {
    presenceChanged() {
      const now = options.now();
      raced ||= lastChange !== null && now - lastChange < raceMs;
      waitForQuiet(now);
    },
    foundPresent() {
      waitForQuiet(options.now());
    },
    end() {
      if (timer !== null) options.clearTimer(timer);
      timer = null;
    },
  };
}
