import { SoraE2EEError } from "../../errors.ts";
import { connectionIdBytes } from "../../protocol/connection-id.ts";
import { type SignedMessage, signatureLength } from "../../protocol/signed-message.ts";
import { isWellFormed, loneSurrogate } from "../../protocol/well-formed.ts";
import { createSerialQueue } from "../agreement/serial-queue.ts";
import type { KeyAgreement } from "../agreement/types.ts";
import type { FrameKey } from "../media/frame-crypto.ts";
import { framesPerKey } from "../media/frame-crypto.ts";
import { writeMessageHeader } from "./message-header.ts";
import { deriveMessageKey, messageIv } from "./message-keys.ts";

/**
 * Maximum length of an app's message in bytes. With header, signature, tag and the server's sender header, it
 * fits in the 64 KiB of one SCTP message.
 */
export const maxMessageLength = 65_000;

/** Signs this connection's messages: the key agreement, which holds the identity key. */
export type MessageSigner = Pick<KeyAgreement, "signMessage" | "messageKey">;

interface LabelState {
  counter: number;
  key: Promise<CryptoKey> | null;
}

/**
 * Signs and seals an app's messages. It uses the newest key of this connection at once. Frames may use the
 * previous key for a while, but the receiver can hold a message until its key arrives.
 */
export class MessageSealer {
  readonly #labels = new Map<string, LabelState>();
  readonly #firstCounter: number;
  /** Messages are sent in the order of their counters, because receivers refuse any other order. */
  readonly #enqueue = createSerialQueue();
  #self: { readonly connectionId: Uint8Array; readonly signer: MessageSigner } | null = null;
  #key: FrameKey | null = null;

  constructor(firstCounter = 0) {
    this.#firstCounter = firstCounter;
  }

  start(connectionId: string, signer: MessageSigner): void {
    this.#self = { connectionId: connectionIdBytes(connectionId), signer };
  }

  setKey(key: FrameKey | null): void {
    this.#key = key;
    for (const state of this.#labels.values()) state.key = null;
  }

  /**
   * @param to A connection id, or null for everybody.
   * @throws {SoraE2EEError} `invalid-state` without a key, `invalid-options` for a message that is too long, a label that
   * is not well-formed or a recipient that is none, `key-exhausted` after 2^32 messages of this label.
   */
  seal(label: string, plain: Uint8Array<ArrayBuffer>, to: string | null): Promise<Uint8Array<ArrayBuffer>> {
    return this.#enqueue(() => this.#seal(label, plain, to));
  }

  async #seal(
    label: string,
    plain: Uint8Array<ArrayBuffer>,
    to: string | null,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const key = this.#key;
    const self = this.#self;
    if (key === null || self === null) {
      throw new SoraE2EEError(
        "invalid-state",
        "There is no key yet to seal a message. Wait until the call is connected.",
      );
    }
    const { connectionId, signer } = self;
    if (!isWellFormed(label)) {
      throw new SoraE2EEError("invalid-options", `The label of a sealed message ${loneSurrogate}.`);
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
    const messageKey = state.key;
    const signedBy = signer.messageKey === undefined ? "identity" : "message-key";
    const header = writeMessageHeader({ keyId: key.keyId, counter, signedBy }, connectionId, recipient);
    const signed = new Uint8Array(signatureLength + plain.length);
    signed.set(await sign(signer, { label, header, plain }));
    signed.set(plain, signatureLength);
    const algorithm = { name: "AES-GCM", iv: messageIv(counter), additionalData: header };
    const body = await crypto.subtle.encrypt(algorithm, await messageKey, signed);
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

function sign(signer: MessageSigner, message: SignedMessage): Promise<Uint8Array> {
  if (signer.signMessage !== undefined) return signer.signMessage(message);
  throw new SoraE2EEError("invalid-state", "This key agreement cannot sign messages.");
}
