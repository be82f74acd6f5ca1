/** The longest time that counts, in milliseconds. A server can delay messages to make peers wait. */
const longestLag = 3000;
/** A message that took longer than this had been lost, and says nothing about the others (ms). */
const lostAfter = 10_000;

/**
 * How long messages of the group take at present, from a peer's decision to their arrival. Peers on a busy
 * machine need seconds. The waits of the group's life grow with it, so that no peer acts in place of a slow one.
 */
export class Pace {
  #lag = 0;

  /** In milliseconds. */
  get lag(): number {
    return this.#lag;
  }

  /** A message took this long (ms). One slow message counts at once, and fast ones lower the value by and by. */
  observe(took: number): void {
    if (took > lostAfter) return;
    this.#lag = Math.max(Math.min(Math.max(took, 0), longestLag), this.#lag / 2);
  }
}
