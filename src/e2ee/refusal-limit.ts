import type { SoraE2EEErrorCode } from "../errors.ts";

/** In milliseconds. */
const period = 10_000;
/** Limit for one peer and one reason. A person can see that the refusal repeats. */
const perReason = 3;
/** Limit for all peers together, because ids can be made up. The log holds ten times as many. */
const inAll = 20;

/** Limits the number of refusals in the event log, so that they do not remove all other entries. */
export class RefusalLimit {
  readonly #counts = new Map<string, number>();
  #begun = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /**
   * Returns true when this refusal should be logged. @param at milliseconds
   */
  take(connectionId: string | null, code: SoraE2EEErrorCode, at: number): boolean {
    if (at - this.#begun >= period) {
      this.#begun = at;
      this.#taken = 0;
      this.#counts.clear();
    }
    const key = `${code} ${connectionId}`;
    const count = this.#counts.get(key) ?? 0;
    if (count >= perReason || this.#taken >= inAll) return false;
    this.#counts.set(key, count + 1);
    this.#taken += 1;
    return true;
  }
}
