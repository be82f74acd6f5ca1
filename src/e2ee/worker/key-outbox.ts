import { type Clock, Deadline } from "../../protocol/clock.ts";

/** Answers to key messages that came at one time wait this long for each other, in milliseconds. */
const togetherMs = 20;

export interface KeyOutboxOptions {
  readonly clock: Clock;
  /** The relay brings each message to all peers, so that several in one save deliveries. */
  readonly broadcasts: boolean;
  readonly send: (messages: readonly Uint8Array[]) => void;
}

/** Key messages on their way to the relay, in order. Messages of one moment can be sent together. */
export class KeyOutbox {
  readonly #options: KeyOutboxOptions;
  readonly #deadline: Deadline;
  #answers: Uint8Array[] = [];

  constructor(options: KeyOutboxOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock, () => this.send([]));
  }

  send(messages: readonly Uint8Array[]): void {
    this.#deadline.clear();
    const all = [...this.#answers, ...messages];
    this.#answers = [];
    if (all.length > 0) this.#options.send(all);
  }

  /** Called after further answers have had time to arrive. */
  answer(messages: readonly Uint8Array[]): void {
    if (!this.#options.broadcasts) {
      this.send(messages);
      return;
    }
    if (messages.length === 0) return;
    this.#answers.push(...messages);
    if (!this.#deadline.isSet) this.#deadline.set(this.#options.clock.now() + togetherMs);
  }

  close(): void {
    this.#deadline.clear();
    this.#answers = [];
  }
}
