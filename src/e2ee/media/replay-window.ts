export const replayWindowSize = 16_384;
const windowSize = replayWindowSize;

/**
 * Which counters of one key have been opened. A peer counts over all of its tracks, so its audio and video arrive
 * shifted against each other by as much as their retransmissions take: the window spans some 80 s of a call with
 * three simulcast layers. A counter that is older than the window cannot be told from a replay.
 */
export class ReplayWindow {
  readonly #seen = new Uint32Array(windowSize / 32);
  #highest = -1;

  isFresh(counter: number): boolean {
    if (counter > this.#highest) return true;
    if (counter <= this.#highest - windowSize) return false;
    return ((this.#seen[this.#word(counter)] as number) & (1 << (counter % 32))) === 0;
  }

  /** Call only once the frame has authenticated. False: somebody else opened it in the meantime. */
  commit(counter: number): boolean {
    if (!this.isFresh(counter)) return false;
    if (counter > this.#highest) this.#advance(counter);
    const word = this.#word(counter);
    this.#seen[word] = (this.#seen[word] as number) | (1 << (counter % 32));
    return true;
  }

  #word(counter: number): number {
    return Math.floor(counter / 32) % this.#seen.length;
  }

  #advance(counter: number): void {
    if (this.#highest < 0 || counter - this.#highest >= windowSize) {
      this.#seen.fill(0);
    } else {
      for (let next = this.#highest + 1; next <= counter; next++) {
        const word = this.#word(next);
        if (next % 32 === 0 && next + 32 <= counter) {
          this.#seen[word] = 0;
          next += 31;
        } else {
          this.#seen[word] = (this.#seen[word] as number) & ~(1 << (next % 32));
        }
      }
    }
    this.#highest = counter;
  }
}
