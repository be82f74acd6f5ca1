/** A port in which a worker left the key, and its other end. */
interface Copy {
  readonly key: MessagePort;
  /** Firefox drops the key when this end is closed, as it is when its worker ends. So the worker returns it. */
  readonly otherEnd: MessagePort;
}

/** Each worker that starts takes one copy, also when it is ended before it has made new ones. */
const copies = 8;

/**
 * The `session` key of a call between two runs, while no worker is there to hold it. The key waits in ports that are never
 * started, so the page's thread does not receive it. The next worker of the call does.
 */
export class ParkedKey {
  #copies: Copy[] = [];
  /** Our ends of the ports that a worker has. */
  #prepared: readonly MessagePort[] = [];
  /** Stays open until its worker has the key. */
  #taken: Copy | null = null;

  /** The other ends are for a worker that gets the key. It parks copies there and returns them to `keep`. */
  prepare(): MessagePort[] {
    const channels = Array.from({ length: copies }, () => new MessageChannel());
    this.#prepared = channels.map(({ port1 }) => port1);
    return channels.map(({ port2 }) => port2);
  }

  /** Replaces all earlier copies. */
  keep(otherEnds: readonly MessagePort[]): void {
    const kept = this.#prepared.flatMap((key, index) => {
      const otherEnd = otherEnds[index];
      return otherEnd ? [{ key, otherEnd }] : [];
    });
    this.#prepared = [];
    this.close();
    this.#copies = kept;
  }

  /** A port that has the key, for a worker of a new run. Null: no key is parked. */
  take(): MessagePort | null {
    this.#taken = this.#copies.pop() ?? null;
    return this.#taken?.key ?? null;
  }

  /** Ends the key: no later worker gets it. */
  close(): void {
    for (const { key, otherEnd } of this.#copies) {
      key.close();
      otherEnd.close();
    }
    this.#copies = [];
    this.#taken?.otherEnd.close();
    this.#taken = null;
  }
}
