import { SoraE2EEError } from "../../errors.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { Ed25519 } from "../agreement/crypto/curves.ts";
import { createSerialQueue } from "../agreement/serial-queue.ts";
import { CounterMemory } from "./counter-memory.ts";
import { isUnsignedMessage, parseMessageHeader } from "./message-header.ts";
import { MessageSender } from "./message-sender.ts";
import type { OpenedMessage, ReceivedMessage } from "./received-message.ts";
import type { SenderKeys } from "./sender-keys.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** Time after which a missing key message is no longer expected. */
const maxWaitMs = 8_000;

const mebibyte = 1024 * 1024;
/** For messages of peers that announced keys. */
const peerLimits = { messages: 64, bytes: mebibyte, totalMessages: 4_096, totalBytes: 16 * mebibyte };
/** For messages that arrived before the notification of their sender. Their sources can be made up. */
const earlyLimits = { messages: 8, bytes: mebibyte / 4, totalMessages: 256, totalBytes: 2 * mebibyte };

export interface MessageInboxOptions {
  readonly clock: Clock;
  /** Requested once, with the first message to verify. */
  readonly loadEd25519: () => Promise<Pick<Ed25519, "verify">>;
  readonly deliver: (message: OpenedMessage) => void;
  readonly refused: (connectionId: string | null, error: SoraE2EEError) => void;
}

/**
 * Decrypts the messages that peers seal for the app. It delivers a message only when its seal and its
 * signature are valid, and its counter is higher than that of the previous message.
 */
export class MessageInbox {
  readonly #options: MessageInboxOptions;
  readonly #memory = new CounterMemory();
  readonly #senders = new Map<string, MessageSender>();
  readonly #enqueue = createSerialQueue();
  /** Messages of peers that wait for a key. */
  readonly #waiting: WaitingRoom;
  /** Messages that arrived before the notification of their sender. */
  readonly #early: WaitingRoom;
  #ed25519: Promise<Pick<Ed25519, "verify">> | null = null;
  #selfConnectionId: string | null = null;

  constructor(options: MessageInboxOptions) {
    this.#options = options;
    const { clock } = options;
    const dropped = (source: string, why: "expired" | "full") =>
      options.refused(source, invalid(why === "full" ? tooMany : noKey));
    this.#waiting = new WaitingRoom({ limits: peerLimits, clock, dropped });
    this.#early = new WaitingRoom({ limits: earlyLimits, clock, dropped });
  }

  start(connectionId: string): void {
    this.#selfConnectionId = connectionId;
  }

  /**
   * Takes one message. Settles when it was delivered, refused, or waits for its key.
   * @param sender The connection id that the server names as the sender; null when the server does not say.
   */
  accept(label: string, message: Uint8Array<ArrayBuffer>, sender: string | null): Promise<void> {
    const header = parseMessageHeader(message);
    if (header === null) {
      const sentence = isUnsignedMessage(message) ? unsigned : notSealed;
      this.#options.refused(sender, invalid(sentence));
      return Promise.resolve();
    }
    const { from, to } = header;
    if (sender !== null && sender !== from) {
      this.#options.refused(sender, new SoraE2EEError("forged-sender", forgedSender));
      return Promise.resolve();
    }
    if (from === this.#selfConnectionId || (to !== null && to !== this.#selfConnectionId)) {
      return Promise.resolve();
    }
    const received = { label, header, message, until: this.#options.clock.now() + maxWaitMs };
    return this.#enqueue(() => this.#take(received));
  }

  /** Its messages are verified with these keys, for as long as it is there. */
  peerAdded(connectionId: string, keys: SenderKeys): void {
    this.#senders.get(connectionId)?.stop();
    const { clock, deliver, refused, loadEd25519 } = this.#options;
    const sender = new MessageSender({
      connectionId,
      keys,
      memory: this.#memory,
      waiting: this.#waiting,
      clock,
      ed25519: () => {
        this.#ed25519 ??= loadEd25519();
        return this.#ed25519;
      },
      deliver,
      refused: (error) => refused(connectionId, error),
      onKey: () => void this.#enqueue(() => sender.retry()),
    });
    this.#senders.set(connectionId, sender);
    for (const early of this.#early.take(connectionId)) void this.#enqueue(() => this.#take(early));
  }

  peerRemoved(connectionId: string): void {
    this.#senders.get(connectionId)?.stop();
    this.#senders.delete(connectionId);
    this.#waiting.take(connectionId);
    this.#early.take(connectionId);
  }

  stop(): void {
    for (const connectionId of [...this.#senders.keys()]) this.peerRemoved(connectionId);
    this.#waiting.clear();
    this.#early.clear();
  }

  async #take(received: ReceivedMessage): Promise<void> {
    const { from } = received.header;
    const sender = this.#senders.get(from);
    if (sender === undefined) this.#early.put(from, received);
    else await sender.take(received);
  }
}

const notSealed = "A message that is not sealed arrived under a sealed label. It was dropped.";
const unsigned = "A sealed message of version 1 has no signature. Its sender must update react-sora-e2ee.";
const forgedSender = "A sealed message names another sender than the server does.";
const noKey = "There is no key for a sealed message.";
const tooMany = "Too many sealed messages wait for a key.";

function invalid(sentence: string): SoraE2EEError {
  return new SoraE2EEError("invalid-message", sentence);
}
