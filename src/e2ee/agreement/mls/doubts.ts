/**
 * An event of a peer that cost us our place counts again after this time (ms). We must be back within ten seconds, also
 * when the same peers caused the loss before.
 */
export const doubtTime = 6000;

/** `told`: the peer was told that its frames do not open. */
const kinds = ["commit", "frames", "told"] as const;
type DoubtKind = (typeof kinds)[number];

/**
 * Limits the signs that we have lost the group. A peer can make up such signs, and could have us added again
 * endlessly. So each kind of sign of each peer counts once in a while.
 */
export class Doubts {
  /** The time from which the next sign counts, by kind and peer. */
  readonly #doubtedUntil = new Map<string, number>();

  isBelieved(kind: DoubtKind, connectionId: string, now: number): boolean {
    return now >= (this.#doubtedUntil.get(`${kind} ${connectionId}`) ?? 0);
  }

  /** Records that this sign counted, or that the peer was told. */
  add(kind: DoubtKind, connectionId: string, now: number): void {
    this.#doubtedUntil.set(`${kind} ${connectionId}`, now + doubtTime);
  }

  forget(connectionId: string): void {
    for (const kind of kinds) this.#doubtedUntil.delete(`${kind} ${connectionId}`);
  }
}
