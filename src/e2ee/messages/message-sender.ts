import { SoraE2EEError } from "../../errors.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { Ed25519 } from "../agreement/crypto/curves.ts";
import type { RingKey } from "../media/key-ring.ts";
import type { CounterMemory } from "./counter-memory.ts";
import { MessageKeys, openSeal, verifySigned } from "./open-message.ts";
import type { OpenedMessage, ReceivedMessage } from "./received-message.ts";
import type { SenderKeys } from "./sender-keys.ts";
import type { WaitingRoom } from "./waiting-room.ts";

export interface MessageSenderOptions {
  readonly connectionId: string;
  readonly keys: SenderKeys;
  readonly memory: CounterMemory;
  readonly waiting: WaitingRoom;
  readonly clock: Clock;
  readonly ed25519: () => Promise<Pick<Ed25519, "verify">>;
  readonly deliver: (message: OpenedMessage) => void;
  readonly refused: (error: SoraE2EEError) => void;
  /** A key arrived. `retry` must be called in turn. */
  readonly onKey: () => void;
}

/** The messages of one peer. Its owner calls one method at a time. */
export class MessageSender {
  readonly #options: MessageSenderOptions;
  readonly #keys = new MessageKeys();
  /** The key that could not decrypt a waiting message. The message waits for another key. */
  readonly #tried = new WeakMap<ReceivedMessage, RingKey>();
  readonly #stopListening: () => void;
  #stopped = false;

  constructor(options: MessageSenderOptions) {
    this.#options = options;
    this.#stopListening = options.keys.ring.onKey(() => options.onKey());
  }

  /** Waiting messages come first, because their key may be here now. */
  async take(received: ReceivedMessage): Promise<void> {
    await this.retry();
    await this.#open(received);
  }

  async retry(): Promise<void> {
    const { connectionId, waiting } = this.#options;
    for (const received of waiting.take(connectionId)) await this.#open(received);
  }

  /** Blocks this peer until the call ends. No further message is delivered. */
  stop(): void {
    this.#stopped = true;
    this.#stopListening();
  }

  async #open(received: ReceivedMessage): Promise<void> {
    if (this.#stopped) return;
    const { label, header } = received;
    const { connectionId, keys, memory, deliver } = this.#options;
    const signingKey = this.#signingKey(received);
    if (signingKey === null) {
      this.#refuse(
        "authentication-failed",
        "A sealed message has a signature of a key that its sender did not announce.",
      );
      return;
    }
    const highest = memory.highest(connectionId, signingKey, label);
    if (highest !== null && header.counter <= highest) {
      this.#refuse(
        "invalid-message",
        "A sealed message arrived twice, or after a later one. It was dropped.",
      );
      return;
    }
    const key = keys.ring.get(header.keyId);
    if (key === undefined) {
      this.#wait(received, keys.ring.mayCome(header.keyId));
      return;
    }
    const opened = await this.#openSeal(received, key);
    if (opened === null || this.#stopped) return;
    const plain = await verifySigned(received, opened, signingKey, await this.#options.ed25519());
    if (this.#stopped) return;
    if (plain === null) {
      this.#refuse("authentication-failed", "A sealed message is not signed by its sender.");
      return;
    }
    if (!memory.commit(connectionId, signingKey, label, header.counter)) {
      this.#refuse("message-flood", "Too many peers have sent sealed messages in this call. Connect again.");
      return;
    }
    keys.ring.confirm(key);
    const { signedBy, to } = header;
    deliver({ label, from: connectionId, addressed: to !== null, signedBy, data: plain });
  }

  /** Null when it was not decrypted. It was refused, or waits for the real key in place of our guess. */
  async #openSeal(received: ReceivedMessage, key: RingKey): Promise<Uint8Array<ArrayBuffer> | null> {
    const { ring } = this.#options.keys;
    if (this.#tried.get(received) !== key) {
      const opened = await openSeal(received, await this.#keys.of(key, received.label));
      if (opened !== null) return opened;
    }
    const current = ring.get(received.header.keyId);
    // The real key replaced the guess in the meantime.
    if (current !== undefined && current !== key) return this.#openSeal(received, current);
    this.#tried.set(received, key);
    if (key.guessed) this.#wait(received, true);
    else this.#refuse("authentication-failed", "A sealed message was not sealed with its sender's key.");
    return null;
  }

  #wait(received: ReceivedMessage, mayCome: boolean): void {
    const { waiting, connectionId, clock } = this.#options;
    if (this.#stopped) return;
    if (mayCome && clock.now() < received.until) waiting.put(connectionId, received);
    else this.#refuse("invalid-message", "There is no key for a sealed message.");
  }

  /**
   * Null when the sender has no such key. A sender that has signed with its identity key has no other key,
   * because the server could have added one to its announcement.
   */
  #signingKey({ header }: ReceivedMessage): Uint8Array<ArrayBuffer> | null {
    const { connectionId, keys, memory } = this.#options;
    if (header.signedBy === "identity") return keys.identityKey;
    return memory.knows(connectionId, keys.identityKey) ? null : keys.messageKey;
  }

  #refuse(code: "invalid-message" | "authentication-failed" | "message-flood", sentence: string): void {
    if (!this.#stopped) this.#options.refused(new SoraE2EEError(code, sentence));
  }
}
