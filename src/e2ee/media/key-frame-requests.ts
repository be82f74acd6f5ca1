import type { Clock } from "./clock.ts";

/** A round trip and an encoder's answer fit in between; asking more often only costs. */
const minIntervalMs = 400;

/** Asks the sender of one receiver's video for a key frame, not more often than it can answer. */
export class KeyFrameRequests {
  readonly #clock: Clock;
  readonly #send: () => Promise<unknown>;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, send: () => Promise<unknown>) {
    this.#clock = clock;
    this.#send = send;
  }

  ask(): void {
    const now = this.#clock.now();
    if (now - this.#lastAt < minIntervalMs) return;
    this.#lastAt = now;
    // A browser refuses before the first packet has come: no gap is lost by that, the next frame asks again.
    this.#send().catch(() => {
      this.#lastAt = Number.NEGATIVE_INFINITY;
    });
  }
}
