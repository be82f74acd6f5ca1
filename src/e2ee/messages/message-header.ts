import { connectionIdLength, readConnectionId } from "../protocol/connection-id.ts";

/** What stands before the ciphertext of a sealed message (docs/sealed-messages.md). All of it is authenticated. */
export interface MessageHeader {
  /** u32 */
  readonly keyId: number;
  /** u32. One per label and connection; never goes back, not even with a new key. */
  readonly counter: number;
  /** A connection id, not proven before the tag is. */
  readonly from: string;
  /** Null: everybody. */
  readonly to: string | null;
  /** Where the ciphertext begins. */
  readonly end: number;
}

const version = 1;
const toAll = 0;
const toOne = 1;
const fromOffset = 10;
const toOffset = fromOffset + connectionIdLength;

/**
 * Version, audience, key id, counter, sender, and the recipient if there is one.
 * @param from 26 bytes
 * @param to 26 bytes, or null
 */
export function writeMessageHeader(
  keyId: number,
  counter: number,
  from: Uint8Array,
  to: Uint8Array | null,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(to === null ? toOffset : toOffset + connectionIdLength);
  const view = new DataView(header.buffer);
  header[0] = version;
  header[1] = to === null ? toAll : toOne;
  view.setUint32(2, keyId);
  view.setUint32(6, counter);
  header.set(from, fromOffset);
  if (to !== null) header.set(to, toOffset);
  return header;
}

/** Null when these bytes do not begin as a sealed message. */
export function parseMessageHeader(message: Uint8Array): MessageHeader | null {
  if (message.length < toOffset || message[0] !== version) return null;
  const audience = message[1];
  if (audience !== toAll && audience !== toOne) return null;
  const from = readConnectionId(message, fromOffset);
  const to = audience === toOne ? readConnectionId(message, toOffset) : null;
  if (from === null || (audience === toOne && to === null)) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const end = audience === toOne ? toOffset + connectionIdLength : toOffset;
  return { keyId: view.getUint32(2), counter: view.getUint32(6), from, to, end };
}
