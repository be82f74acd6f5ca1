import type { Clock } from "../../protocol/clock.ts";

/** Leaves time for a round trip and the encoder. More requests would have no benefit. */
const minIntervalMs = 400;

/**
 * Chromium 156 often shows nothing after the first key frame of H.264 and AV1 with any transform (identity: 7
 * of 10 calls, AV1; 2 of 6, H.264; none with VP8 and VP9). It recovers at the next key frame, which it
 * requests after 3 s.
 */
const secondKeyFrameAfterMs = 500;

/** Requests key frames from the sender of one receiver's video, not more often than it can answer. */
export class KeyFrameRequests {
  readonly #clock: Clock;
  readonly #send: () => Promise<unknown>;
  #firstKeyFrameAt: number | null = null;
  #secondRequested = false;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, send: () => Promise<unknown>) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Called after each shown frame of a codec whose decoder can get stuck behind its first key frame. */
  requestSecondKeyFrame(isKeyFrame: boolean): void {
    if (this.#secondRequested) return;
    const now = this.#clock.now();
    if (this.#firstKeyFrameAt === null) {
      if (isKeyFrame) this.#firstKeyFrameAt = now;
    } else if (isKeyFrame) {
      this.#secondRequested = true;
    } else if (now - this.#firstKeyFrameAt >= secondKeyFrameAfterMs) {
      this.#secondRequested = true;
      this.ask();
    }
  }

  ask(): void {
    const now = this.#clock.now();
    if (now - this.#lastAt < minIntervalMs) return;
    this.#lastAt = now;
    // A browser refuses the request before the first packet. No gap is lost, because the next frame asks again.
    this.#send().catch(() => {
      this.#lastAt = Number.NEGATIVE_INFINITY;
    });
  }
}
