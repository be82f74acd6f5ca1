/**
 * An event of a peer that cost us our place counts again after this time, which doubles with each event (ms).
 */
const firstDoubt = 4000;
const longestDoubt = 300_000;

/**
 * Limits the signs that we have lost the group. A peer can make up such signs, and could have us added again
 * endlessly. So each kind of sign of each peer counts less and less often.
 */
export class Doubts {
  /** The time from which the next sign counts, by kind and peer. */
  readonly #doubts = new Map<string, { readonly until: number; readonly wait: number }>();

  isBelieved(kind: "commit" | "frames", connectionId: string, now: number): boolean {
    return now >= (this.#doubts.get(`${kind} ${connectionId}`)?.until ?? 0);
  }

  /** Records that we asked to be added because of this sign. */
  add(kind: "commit" | "frames", connectionId: string, now: number): void {
    const sign = `${kind} ${connectionId}`;
    const { until = now, wait = firstDoubt } = this.#doubts.get(sign) ?? {};
    const isOver = now - until > longestDoubt;
    this.#doubts.set(sign, {
      until: now + (isOver ? firstDoubt : wait),
      wait: isOver ? 2 * firstDoubt : Math.min(2 * wait, longestDoubt),
    });
  }

  forget(connectionId: string): void {
    for (const kind of ["commit", "frames"]) this.#doubts.delete(`${kind} ${connectionId}`);
  }
}
