import type { SoraE2EEErrorCode } from "../errors.ts";

/** In milliseconds. */
const period = 10_000;
/** Of one peer, for one reason: to see that it happens again. */
const perReason = 3;
/** Of all together: ids can be made up. The log holds ten times as many. */
const inAll = 20;

/** Keeps refusals from pushing everything else out of the event log, however many there are. */
export class RefusalLimit {
  readonly #counts = new Map<string, number>();
  #begun = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /**
   * Whether this refusal is to be told.
   * @param at milliseconds
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
