import type { Clock, TimerHandle } from "../media/clock.ts";
import type { ReceivedMessage } from "./received-message.ts";

export interface WaitingRoomLimits {
  /** Messages of one source. */
  readonly messages: number;
  /** Bytes of one source. */
  readonly bytes: number;
  /** Messages of all sources. */
  readonly totalMessages: number;
  /** Bytes of all sources. */
  readonly totalBytes: number;
}

export interface WaitingRoomOptions {
  readonly limits: WaitingRoomLimits;
  readonly clock: Clock;
  readonly dropped: (source: string, why: "expired" | "full") => void;
}

interface Queue {
  messages: ReceivedMessage[];
  bytes: number;
}

/**
 * Messages that wait for a key. None of them is authenticated, so each source has bounds of its own, and the source that
 * holds most makes room when the total is reached.
 *
 * Over its own bound, a source keeps the first half and the newest of what came: a flood in somebody's name can push out
 * neither the genuine message before it nor the one after it.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #queues = new Map<string, Queue>();
  #messages = 0;
  #bytes = 0;
  #timer: TimerHandle | null = null;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  put(source: string, received: ReceivedMessage): void {
    const { limits } = this.#options;
    const queue = this.#queues.get(source) ?? { messages: [], bytes: 0 };
    this.#queues.set(source, queue);
    queue.messages.push(received);
    this.#count(queue, received, 1);
    while (queue.messages.length > limits.messages || queue.bytes > limits.bytes)
      this.#makeRoom(source, queue);
    while (this.#messages > limits.totalMessages || this.#bytes > limits.totalBytes) {
      const [largest, of] = this.#largest();
      this.#makeRoom(largest, of);
    }
    this.#setTimer();
  }

  /** Everything of this source, in the order in which it came. It waits no longer. */
  take(source: string): readonly ReceivedMessage[] {
    const queue = this.#queues.get(source);
    if (queue === undefined) return [];
    this.#queues.delete(source);
    for (const received of queue.messages) this.#count(queue, received, -1);
    return queue.messages;
  }

  clear(): void {
    for (const source of [...this.#queues.keys()]) this.take(source);
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  #makeRoom(source: string, queue: Queue): void {
    const [out] = queue.messages.splice(Math.floor(queue.messages.length / 2), 1);
    if (out === undefined) return;
    this.#count(queue, out, -1);
    if (queue.messages.length === 0) this.#queues.delete(source);
    this.#options.dropped(source, "full");
  }

  #largest(): [source: string, Queue] {
    const size = ({ messages, bytes }: Queue) =>
      this.#bytes > this.#options.limits.totalBytes ? bytes : messages.length;
    return [...this.#queues].reduce((largest, entry) =>
      size(entry[1]) > size(largest[1]) ? entry : largest,
    );
  }

  #count(queue: Queue, { message }: ReceivedMessage, by: 1 | -1): void {
    queue.bytes += by * message.length;
    this.#bytes += by * message.length;
    this.#messages += by;
  }

  #expire(): void {
    const now = this.#options.clock.now();
    for (const [source, queue] of this.#queues) {
      const expired = queue.messages.filter(({ until }) => until <= now);
      if (expired.length === 0) continue;
      queue.messages = queue.messages.filter(({ until }) => until > now);
      for (const received of expired) this.#count(queue, received, -1);
      if (queue.messages.length === 0) this.#queues.delete(source);
      for (const _ of expired) this.#options.dropped(source, "expired");
    }
    this.#setTimer();
  }

  #setTimer(): void {
    if (this.#timer !== null || this.#queues.size === 0) return;
    const { clock } = this.#options;
    let next = Number.POSITIVE_INFINITY;
    for (const { messages } of this.#queues.values()) {
      for (const { until } of messages) next = Math.min(next, until);
    }
    this.#timer = clock.setTimer(
      () => {
        this.#timer = null;
        this.#expire();
      },
      Math.max(0, next - clock.now()),
    );
  }
}
