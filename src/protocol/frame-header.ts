import { connectionIdLength } from "./connection-id.ts";

/** The header between a frame's unencrypted bytes and its ciphertext (docs/protocol.md#6-frames). */
export interface FrameHeader {
  /** u32 */
  readonly keyId: number;
  /** u32 */
  readonly counter: number;
  /** The position of the sender's 26 id bytes in the frame. */
  readonly connectionIdOffset: number;
  /** The position of the ciphertext in the frame. */
  readonly end: number;
}

/** The number of bytes that `writeFrameHeader` will write. */
export function frameHeaderLength(keyId: number, counter: number): number {
  return 1 + byteLength(keyId) + byteLength(counter) + connectionIdLength;
}

/**
 * Writes config ‖ KID ‖ CTR ‖ connection id at `offset`, numbers in the fewest bytes that hold them.
 * @param keyId u32
 * @param counter u32
 * @param connectionId 26 bytes
 * @returns the offset behind the header
 */
export function writeFrameHeader(
  target: Uint8Array,
  offset: number,
  keyId: number,
  counter: number,
  connectionId: Uint8Array,
): number {
  const keyIdLength = byteLength(keyId);
  const counterLength = byteLength(counter);
  target[offset] = (counterLength << 4) | 0x08 | keyIdLength;
  let at = writeNumber(target, offset + 1, keyId, keyIdLength);
  at = writeNumber(target, at, counter, counterLength);
  target.set(connectionId, at);
  return at + connectionIdLength;
}

/**
 * Reads the header that begins at `offset`. It runs for every frame, so it does not throw, and allocates only
 * one small object.
 * @returns null when the bytes are no well-formed header: reserved bits, lengths over 4 bytes or longer than they need to
 * be, or a frame that ends too early
 */
export function parseFrameHeader(frame: Uint8Array, offset: number): FrameHeader | null {
  const config = frame[offset] ?? 0;
  if ((config & 0x88) !== 0x08) return null;
  const keyIdLength = config & 0x07;
  const counterLength = config >> 4;
  const counterOffset = offset + 1 + keyIdLength;
  const connectionIdOffset = counterOffset + counterLength;
  const end = connectionIdOffset + connectionIdLength;
  if (end > frame.length) return null;
  const keyId = readNumber(frame, offset + 1, keyIdLength);
  const counter = readNumber(frame, counterOffset, counterLength);
  // This also refuses lengths of 0 and above 4, because they are never the shortest form.
  if (byteLength(keyId) !== keyIdLength || byteLength(counter) !== counterLength) return null;
  return { keyId, counter, connectionIdOffset, end };
}

/** True when the 26 bytes at `offset` are those of `connectionId` (26 bytes). */
export function hasConnectionId(frame: Uint8Array, offset: number, connectionId: Uint8Array): boolean {
  if (connectionId.length !== connectionIdLength) return false;
  for (let i = 0; i < connectionIdLength; i++) {
    if (frame[offset + i] !== connectionId[i]) return false;
  }
  return true;
}

function byteLength(value: number): number {
  if (value < 0x100) return 1;
  if (value < 0x10000) return 2;
  return value < 0x1000000 ? 3 : 4;
}

function writeNumber(target: Uint8Array, offset: number, value: number, length: number): number {
  for (let i = 0; i < length; i++) target[offset + i] = value >>> (8 * (length - 1 - i));
  return offset + length;
}

function readNumber(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}
