import { type Clock, Deadline } from "../../protocol/clock.ts";

/** Time of quiet presence before keys are announced again, in milliseconds. */
const quietMs = 1_000;
/** Maximum delay of an announcement during any number of joins and leaves. */
const longestWaitMs = 4_000;
/** Changes further apart than this, in milliseconds, reach all peers in the same order. */
const raceMs = 5_000;
/** On a broadcast relay, full announcements of different peers are spread over this many milliseconds. */
const scatterMs = 500;
/** Delay in milliseconds before peers that were never heard get another announcement. It doubles with each try. */
const firstRetryMs = 2_000;
/** The longest delay between two tries, in milliseconds. */
const longestRetryMs = 30_000;
/** Peers per try. The next try continues with the others, because made-up peers never answer. */
const maxPerRetry = 64;

export interface ReannounceSchedulerOptions {
  /** The relay delivers each message to all peers, so a full announcement is expensive. Default false. */
  readonly broadcasts?: boolean;
  readonly clock: Clock;
  /** Announces to these peers, or to all for null. Must not throw. */
  announce(connectionIds: readonly string[] | null): void;
  /** Peers that announced a bundle and whose key messages do not arrive, or that do not receive ours. */
  unheard(): readonly string[];
}

export interface ReannounceScheduler {
  /** A peer joined or left. */
  presenceChanged(): void;
  /** A peer was present when we joined. */
  foundPresent(): void;
  /** A peer that was heard before needs another announcement. */
  retry(): void;
  /** Stops all announcements and clears the timer. */
  end(): void;
}

/**
 * Decides when our current material is announced again (docs/protocol.md#7-deviations: join after leave, two quick
 * joins). A peer cannot know which others hold a stale key of it, so it announces to all when presence has been quiet for a
 * second. After that it announces only to peers that were never heard, with growing delays, for as long as they are there:
 * a handshake or its answer may have been lost. Incoming messages never trigger an announcement here, so two peers cannot
 * cause each other to announce without end.
 *
 * Keys get out of step only when changes race. On a broadcast relay, a single change is therefore followed by the retries
 * alone.
 */
export function createReannounceScheduler(options: ReannounceSchedulerOptions): ReannounceScheduler {
  const { clock } = options;
  let atDeadline = (): void => undefined;
  const deadline = new Deadline(clock, () => atDeadline());
  let firstChange: number | null = null;
  let lastChange: number | null = null;
  let raced = false;
  /** Index of the first peer of the next try, among the peers that were never heard. */
  let next = 0;

  function schedule(callback: () => void, delayMs: number): void {
    atDeadline = callback;
    deadline.set(clock.now() + delayMs);
  }

  function announceAfterQuiet(): void {
    firstChange = null;
    const mayBeStale = raced || !options.broadcasts;
    raced = false;
    if (mayBeStale) options.announce(null);
    else if (!announceToUnheard()) return;
    scheduleRetry(0);
  }

  /** False when all peers were heard. */
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
    schedule(announceAfterQuiet, Math.max(0, Math.min(quietMs, firstChange + longestWaitMs - now)) + scatter);
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
      const now = clock.now();
      raced ||= lastChange !== null && now - lastChange < raceMs;
      waitForQuiet(now);
    },
    foundPresent() {
      waitForQuiet(clock.now());
    },
    retry() {
      if (!deadline.isSet) scheduleRetry(0);
    },
    end() {
      deadline.clear();
    },
  };
}
