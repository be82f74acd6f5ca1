import { type FrameFailure, frameFailures } from "../../status.ts";

const bucketMs = 250;
const bucketCount = 8;
/** Frames older than this are not evidence for a status. */
const silenceMs = 5_000;
/** Refusals must continue for this long. A burst at a key change is shorter. */
const sustainedMs = 500;
const sustainedRefusals = 3;
const recoveryMs = 1_000;

export type ReceiverState = "silent" | "opens" | FrameFailure;

/**
 * The health of one receiver by its frames of the last seconds. It fails when refusals continue for half a
 * second: at least three in two seconds, or, in a stream of few frames, two without a decrypted frame since
 * the first. It recovers when a second has passed without a refusal while frames are decrypted. After five
 * seconds without a frame it is unknown.
 */
export class ReceiverHealth {
  readonly #refusals = frameFailures.map(() => new Uint32Array(bucketCount));
  #bucket = 0;
  #failing = false;
  #lastOpenedAt = Number.NEGATIVE_INFINITY;
  #lastRefusedAt = Number.NEGATIVE_INFINITY;
  #lastReason: FrameFailure = "malformed";
  /** Refusals without a decrypted frame in between. */
  #streak = 0;
  #streakSince = 0;
  /** The start of the oldest refusals that lie within two seconds of each other. */
  #spellSince = 0;

  opened(now: number): void {
    this.#lastOpenedAt = now;
    this.#streak = 0;
  }

  refused(reason: FrameFailure, now: number): void {
    this.#advance(now);
    if (now - this.#lastRefusedAt >= bucketMs * bucketCount) this.#spellSince = now;
    if (now - this.#lastRefusedAt >= silenceMs) this.#streak = 0;
    if (this.#streak++ === 0) this.#streakSince = now;
    this.#lastRefusedAt = now;
    this.#lastReason = reason;
    const buckets = this.#refusals[frameFailures.indexOf(reason)];
    const at = this.#bucket % bucketCount;
    if (buckets !== undefined) buckets[at] = (buckets[at] ?? 0) + 1;
  }

  state(now: number): ReceiverState {
    this.#advance(now);
    const lastFrameAt = Math.max(this.#lastOpenedAt, this.#lastRefusedAt);
    if (now - lastFrameAt >= silenceMs) {
      this.#failing = false;
      return "silent";
    }
    const totals = this.#refusals.map((buckets) => buckets.reduce((sum, count) => sum + count, 0));
    const refusals = totals.reduce((sum, count) => sum + count, 0);
    if (this.#failing) {
      this.#failing = this.#streak > 0 || now - this.#lastRefusedAt < recoveryMs;
    } else {
      const sustained =
        refusals >= sustainedRefusals &&
        this.#lastRefusedAt - this.#spellSince >= sustainedMs &&
        this.#recent(now);
      const nothingElse = this.#streak >= 2 && this.#lastRefusedAt - this.#streakSince >= sustainedMs;
      this.#failing = sustained || nothingElse;
    }
    if (this.#failing) return this.#dominating(totals);
    return now - this.#lastOpenedAt < silenceMs ? "opens" : "silent";
  }

  #recent(now: number): boolean {
    return now - this.#lastRefusedAt < recoveryMs;
  }

  #dominating(totals: readonly number[]): FrameFailure {
    const most = Math.max(...totals);
    if (most === 0 || totals[frameFailures.indexOf(this.#lastReason)] === most) return this.#lastReason;
    return frameFailures[totals.indexOf(most)] ?? this.#lastReason;
  }

  #advance(now: number): void {
    const bucket = Math.floor(now / bucketMs);
    const steps = Math.min(bucket - this.#bucket, bucketCount);
    for (let step = 1; step <= steps; step++) {
      for (const buckets of this.#refusals) buckets[(this.#bucket + step) % bucketCount] = 0;
    }
    if (steps === bucketCount) for (const buckets of this.#refusals) buckets.fill(0);
    this.#bucket = Math.max(bucket, this.#bucket);
  }
}
