/** Maximum number of replaced silent workers within the period. */
const maxLosses = 3;
/** In milliseconds. */
const period = 10 * 60_000;

/** Decides if a silent worker is replaced. A cause that stops several workers in a row is permanent. */
export class WorkerLossLimit {
  #losses: readonly number[] = [];

  /**
   * Counts a loss. Returns true when the call may continue with a new worker. @param at milliseconds
   */
  take(at: number): boolean {
    this.#losses = [...this.#losses.filter((before) => at - before < period), at];
    return this.#losses.length <= maxLosses;
  }
}
