import { type Clock, Deadline } from "../protocol/clock.ts";

export interface Waiting {
  /** The time at which it has waited long enough, by the clock. */
  readonly until: number;
}

export interface WaitingQueueOptions {
  readonly clock: Clock;
  /** The first item has waited long enough. The owner removes it, and then calls `watch`. */
  readonly onDue: () => void;
}

/** Items that wait for a key, in the order of arrival. All items of one queue have the same time limit. */
export class WaitingQueue<Item extends Waiting> {
  readonly #items: Item[] = [];
  readonly #deadline: Deadline;

  constructor({ clock, onDue }: WaitingQueueOptions) {
    this.#deadline = new Deadline(clock, onDue);
  }

  get length(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Removes one item, by default the first. */
  take(index = 0): Item | undefined {
    return index === 0 ? this.#items.shift() : this.#items.splice(index, 1)[0];
  }

  takeAll(): Item[] {
    this.#deadline.clear();
    return this.#items.splice(0);
  }

  /** Sets a timer for the first item, unless one is set already. */
  watch(): void {
    const first = this.#items[0];
    if (first !== undefined && !this.#deadline.isSet) this.#deadline.set(first.until);
  }
}
