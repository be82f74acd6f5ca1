/** So many workers of a call may fall silent within the period and be replaced. */
const maxLosses = 3;
/** In milliseconds. */
const period = 10 * 60_000;

/** Decides whether a worker that fell silent is replaced. What kills one worker after the other does not go away. */
export class WorkerLossLimit {
  #losses: readonly number[] = [];

  /**
   * Counts a loss. Returns whether the call may go on with a new worker.
   * @param at milliseconds
   */
  take(at: number): boolean {
    this.#losses = [...this.#losses.filter((before) => at - before < period), at];
    return this.#losses.length <= maxLosses;
  }
}
