import { connectionIdLength, readConnectionId } from "../../protocol/connection-id.ts";

/** The key that a sender signs with: that of its bundle, or one that it announces beside the bundle. */
export type MessageSignedBy = "identity" | "message-key";

/** The header before the ciphertext of a sealed message (docs/sealed-messages.md). All of it is authenticated. */
export interface MessageHeader {
  /** u32 */
  readonly keyId: number;
  /** u32. One per label and connection; never goes back, not even with a new key. */
  readonly counter: number;
  readonly signedBy: MessageSignedBy;
  /** A connection id, which is proven only by tag and signature. */
  readonly from: string;
  /** Null: all peers. */
  readonly to: string | null;
  /** The position at which the ciphertext starts. */
  readonly end: number;
}

const messageVersion = 2;
/** Bit 0 of the second byte: there is a recipient. Bit 1: signed with the announced key. The others are 0. */
const addressedBit = 1;
const messageKeyBit = 2;
const fromOffset = 10;
const toOffset = fromOffset + connectionIdLength;

/**
 * Version, flags, key id, counter, sender, and the recipient if there is one.
 * @param from 26 bytes
 * @param to 26 bytes, or null
 */
export function writeMessageHeader(
  { keyId, counter, signedBy }: Pick<MessageHeader, "keyId" | "counter" | "signedBy">,
  from: Uint8Array,
  to: Uint8Array | null,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(to === null ? toOffset : toOffset + connectionIdLength);
  const view = new DataView(header.buffer);
  header[0] = messageVersion;
  header[1] = (to === null ? 0 : addressedBit) | (signedBy === "identity" ? 0 : messageKeyBit);
  view.setUint32(2, keyId);
  view.setUint32(6, counter);
  header.set(from, fromOffset);
  if (to !== null) header.set(to, toOffset);
  return header;
}

/** Null when these bytes do not start as a sealed message of this version. */
export function parseMessageHeader(message: Uint8Array): MessageHeader | null {
  const flags = message[1];
  if (message.length < toOffset || message[0] !== messageVersion || flags === undefined) return null;
  if ((flags & ~(addressedBit | messageKeyBit)) !== 0) return null;
  const isAddressed = (flags & addressedBit) !== 0;
  const from = readConnectionId(message, fromOffset);
  const to = isAddressed ? readConnectionId(message, toOffset) : null;
  if (from === null || (isAddressed && to === null)) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return {
    keyId: view.getUint32(2),
    counter: view.getUint32(6),
    signedBy: (flags & messageKeyBit) === 0 ? "identity" : "message-key",
    from,
    to,
    end: isAddressed ? toOffset + connectionIdLength : toOffset,
  };
}

/** True when these bytes start as a message of version 1, which has no signature. */
export function isUnsignedMessage(message: Uint8Array): boolean {
  return message.length >= toOffset && message[0] === 1 && readConnectionId(message, fromOffset) !== null;
}
