import { SoraE2EEError } from "../../errors.ts";
import { framesPerKey } from "../media/frame.ts";
import type { FrameKey } from "../media/frame-keys.ts";
import { connectionIdBytes } from "../protocol/connection-id.ts";
import { writeMessageHeader } from "./message-header.ts";
import { deriveMessageKey, messageIv } from "./message-keys.ts";

/** Of an app's message before it is sealed, in bytes: with all around it, it stays below the 64 KiB of one SCTP message. */
export const maxMessageLength = 65_000;

interface LabelState {
  counter: number;
  key: Promise<CryptoKey> | null;
}

/**
 * Seals an app's messages with the newest key of this connection, at once: unlike frames, which may go on with the key
 * of before for a while, they can wait at the receiver for a key that is still on its way.
 */
export class MessageSealer {
  readonly #labels = new Map<string, LabelState>();
  readonly #firstCounter: number;
  #connectionId: Uint8Array | null = null;
  #key: FrameKey | null = null;

  constructor(firstCounter = 0) {
    this.#firstCounter = firstCounter;
  }

  start(connectionId: string): void {
    this.#connectionId = connectionIdBytes(connectionId);
  }

  setKey(key: FrameKey | null): void {
    this.#key = key;
    for (const state of this.#labels.values()) state.key = null;
  }

  /**
   * @param to A connection id, or null for everybody.
   * @throws {SoraE2EEError} `invalid-state` without a key, `invalid-options` for a message that is too long or a
   * recipient that is none, `key-exhausted` after 2^32 messages of this label.
   */
  async seal(label: string, plain: Uint8Array<ArrayBuffer>, to: string | null): Promise<Uint8Array> {
    const key = this.#key;
    const from = this.#connectionId;
    if (key === null || from === null) {
      throw new SoraE2EEError("invalid-state", "There is no key yet that a message could be sealed with.");
    }
    if (plain.length > maxMessageLength) {
      throw new SoraE2EEError("invalid-options", `A sealed message has at most ${maxMessageLength} bytes.`);
    }
    const recipient = to === null ? null : connectionIdBytes(to);
    const state = this.#state(label);
    if (state.counter >= framesPerKey) {
      throw new SoraE2EEError("key-exhausted", "This connection has sealed 2^32 messages. Connect again.");
    }
    const counter = state.counter++;
    state.key ??= deriveMessageKey(key, label, "encrypt");
    const header = writeMessageHeader(key.keyId, counter, from, recipient);
    const algorithm = { name: "AES-GCM", iv: messageIv(counter), additionalData: header };
    const body = await crypto.subtle.encrypt(algorithm, await state.key, plain);
    const sealed = new Uint8Array(header.length + body.byteLength);
    sealed.set(header);
    sealed.set(new Uint8Array(body), header.length);
    return sealed;
  }

  #state(label: string): LabelState {
    let state = this.#labels.get(label);
    if (state === undefined) {
      state = { counter: this.#firstCounter, key: null };
      this.#labels.set(label, state);
    }
    return state;
  }
}
