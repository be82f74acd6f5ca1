import type { Clock } from "../../protocol/clock.ts";
import { WaitingQueue } from "../waiting-queue.ts";
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

interface Source {
  readonly messages: WaitingQueue<ReceivedMessage>;
  bytes: number;
}

/**
 * Messages that wait for a key. None of them is authenticated, so each source has its own limit. When the total
 * limit is reached, the source with the most messages loses some.
 *
 * A source above its own limit keeps the first half of its messages and the newest ones. A flood in the name of
 * a peer then removes neither the genuine messages before it nor those after it.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #sources = new Map<string, Source>();
  #messages = 0;
  #bytes = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  put(name: string, received: ReceivedMessage): void {
    const { limits } = this.#options;
    const source = this.#source(name);
    source.messages.push(received);
    this.#count(source, received, 1);
    while (source.messages.length > limits.messages || source.bytes > limits.bytes)
      this.#makeRoom(name, source);
    while (this.#messages > limits.totalMessages || this.#bytes > limits.totalBytes)
      this.#makeRoom(...this.#largest());
    source.messages.watch();
  }

  /** Removes and returns all messages of this source, in the order of arrival. */
  take(name: string): readonly ReceivedMessage[] {
    const source = this.#sources.get(name);
    if (source === undefined) return [];
    this.#sources.delete(name);
    const messages = source.messages.takeAll();
    for (const received of messages) this.#count(source, received, -1);
    return messages;
  }

  clear(): void {
    for (const name of [...this.#sources.keys()]) this.take(name);
  }

  #source(name: string): Source {
    let source = this.#sources.get(name);
    if (source === undefined) {
      const { clock } = this.#options;
      source = { messages: new WaitingQueue({ clock, onDue: () => this.#expire(name) }), bytes: 0 };
      this.#sources.set(name, source);
    }
    return source;
  }

  #makeRoom(name: string, source: Source): void {
    if (this.#remove(name, source, Math.floor(source.messages.length / 2)))
      this.#options.dropped(name, "full");
  }

  #expire(name: string): void {
    const source = this.#sources.get(name);
    if (source === undefined) return;
    const now = this.#options.clock.now();
    while (source.messages.first !== undefined && source.messages.first.until <= now) {
      this.#remove(name, source, 0);
      this.#options.dropped(name, "expired");
    }
    source.messages.watch();
  }

  #remove(name: string, source: Source, index: number): boolean {
    const out = source.messages.take(index);
    if (out === undefined) return false;
    this.#count(source, out, -1);
    if (source.messages.length === 0) this.take(name);
    return true;
  }

  #largest(): [name: string, source: Source] {
    const size = ({ messages, bytes }: Source) =>
      this.#bytes > this.#options.limits.totalBytes ? bytes : messages.length;
    return [...this.#sources].reduce((largest, entry) =>
      size(entry[1]) > size(largest[1]) ? entry : largest,
    );
  }

  #count(source: Source, { message }: ReceivedMessage, by: 1 | -1): void {
    source.bytes += by * message.length;
    this.#bytes += by * message.length;
    this.#messages += by;
  }
}
