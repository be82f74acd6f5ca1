import { type Clock, Deadline } from "../../protocol/clock.ts";

/**
 * Messages that may wait for one source. The limit must allow an honest burst. In a channel of 50 peers that
 * all join and leave at once, a peer sends less than 150 key messages to another one, and the loss of more than
 * 10 in a row ends the session.
 */
export const maxWaitingPerSource = 256;
/** Messages that may wait for all sources together. */
export const maxWaiting = 4_096;
/** Bytes that may wait for one source. */
const maxBytesPerSource = 2 * 1024 * 1024;
/** Bytes that may wait for all sources together. */
const maxBytes = 16 * 1024 * 1024;
/** After the first report, further dropped messages of a source are reported this often, in milliseconds. */
const reportMs = 10_000;

export interface InboundMessage {
  /** A source has one queue for each kind, so that a flood of one kind does not crowd out the other. */
  readonly kind: "key" | "sealed";
  /**
   * The connection id that the message names as its sender; null if it names none. It is not authenticated yet: another
   * peer or the server can have written it.
   */
  readonly source: string | null;
  readonly bytes: number;
  /**
   * Checks and handles the message. No other message or request runs until it settles, so it must not wait
   * for a timer.
   */
  readonly handle: () => Promise<void>;
  /** Called when the message will never be handled. */
  readonly dropped?: () => void;
}

export interface InboundPacingOptions {
  readonly clock: Clock;
  /**
   * True when the page announced this connection. All other sources share one queue, because their ids can be
   * made up.
   */
  readonly isPeer: (connectionId: string) => boolean;
  /** Reports messages that were dropped since the last report. The source is null for connections that are no peers. */
  readonly onDropped: (source: string | null, count: number) => void;
}

interface Queue {
  readonly source: string | null;
  readonly waiting: InboundMessage[];
  bytes: number;
}

/**
 * Every message from outside waits here until its turn. Sources take turns, each queue is bounded, and so is their
 * total. When the total is reached, the longest queue loses its newest message, so a flood costs only its own source.
 */
export class InboundPacing {
  readonly #options: InboundPacingOptions;
  /** Only queues that are not empty, in the order of their turns. */
  readonly #queues = new Map<string, Queue>();
  /** Dropped since the last report. An entry stays until a whole period has passed without a drop. */
  readonly #dropped = new Map<string | null, number>();
  #count = 0;
  #bytes = 0;
  readonly #report: Deadline;

  constructor(options: InboundPacingOptions) {
    this.#options = options;
    this.#report = new Deadline(options.clock, () => this.#reportDropped());
  }

  /** Number of waiting messages. */
  get waiting(): number {
    return this.#count;
  }

  /** Queues a message. Returns false when it was dropped, because its source has too many waiting. */
  admit(message: InboundMessage): boolean {
    const source = message.source !== null && this.#options.isPeer(message.source) ? message.source : null;
    const key = queueKey(message.kind, source);
    const queue = this.#queues.get(key) ?? { source, waiting: [], bytes: 0 };
    if (queue.waiting.length >= maxWaitingPerSource || queue.bytes + message.bytes > maxBytesPerSource) {
      this.#drop(source, message);
      return false;
    }
    this.#queues.set(key, queue);
    queue.waiting.push(message);
    this.#add(queue, message.bytes, 1);
    while (this.#count > maxWaiting || this.#bytes > maxBytes) {
      const longest = this.#longest();
      const dropped = longest?.[1].waiting.pop();
      if (longest === undefined || dropped === undefined) break;
      this.#add(longest[1], -dropped.bytes, -1);
      if (longest[1].waiting.length === 0) this.#queues.delete(longest[0]);
      this.#drop(longest[1].source, dropped);
      if (dropped === message) return false;
    }
    return true;
  }

  /** The next message to handle; null when none waits. */
  take(): InboundMessage | null {
    for (const [key, queue] of this.#queues) {
      this.#queues.delete(key);
      const message = queue.waiting.shift();
      if (message === undefined) continue;
      this.#add(queue, -message.bytes, -1);
      if (queue.waiting.length > 0) this.#queues.set(key, queue);
      return message;
    }
    return null;
  }

  /** This peer has left, so its messages are no longer handled. */
  forget(source: string): void {
    for (const kind of ["key", "sealed"] as const) {
      const key = queueKey(kind, source);
      const queue = this.#queues.get(key);
      if (queue === undefined) continue;
      this.#queues.delete(key);
      this.#add(queue, -queue.bytes, -queue.waiting.length);
      for (const message of queue.waiting) message.dropped?.();
    }
    this.#dropped.delete(source);
  }

  /** Drops all messages and leaves no timer. */
  stop(): void {
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    this.#dropped.clear();
    this.#count = 0;
    this.#bytes = 0;
    this.#report.clear();
    for (const { waiting } of queues) for (const message of waiting) message.dropped?.();
  }

  #add(queue: Queue, bytes: number, count: number): void {
    queue.bytes += bytes;
    this.#bytes += bytes;
    this.#count += count;
  }

  /** By number of messages, or by bytes when the bytes exceed their limit. */
  #longest(): readonly [string, Queue] | undefined {
    const size = ({ waiting, bytes }: Queue) => (this.#bytes > maxBytes ? bytes : waiting.length);
    let longest: readonly [string, Queue] | undefined;
    for (const entry of this.#queues) {
      if (longest === undefined || size(entry[1]) > size(longest[1])) longest = entry;
    }
    return longest;
  }

  #drop(source: string | null, message: InboundMessage): void {
    const count = this.#dropped.get(source);
    this.#dropped.set(source, count === undefined ? 0 : count + 1);
    if (count === undefined) this.#options.onDropped(source, 1);
    this.#setTimer();
    message.dropped?.();
  }

  #setTimer(): void {
    if (!this.#report.isSet) this.#report.set(this.#options.clock.now() + reportMs);
  }

  #reportDropped(): void {
    for (const [source, count] of this.#dropped) {
      if (count === 0) this.#dropped.delete(source);
      else {
        this.#dropped.set(source, 0);
        this.#options.onDropped(source, count);
      }
    }
    if (this.#dropped.size > 0) this.#setTimer();
  }
}

function queueKey(kind: InboundMessage["kind"], source: string | null): string {
  return `${kind} ${source ?? ""}`;
}
