import { SoraE2EEError } from "../errors.ts";

/** A connection id is exactly 26 ASCII bytes on the wire (docs/protocol.md#1-roles). */
export const connectionIdLength = 26;

const maxAscii = 0x7f;

/** True for a string of exactly 26 ASCII characters. */
export function isConnectionId(value: unknown): value is string {
  if (typeof value !== "string" || value.length !== connectionIdLength) return false;
  for (let i = 0; i < connectionIdLength; i++) {
    if (value.charCodeAt(i) > maxAscii) return false;
  }
  return true;
}

/**
 * The 26 bytes of a connection id.
 * @throws SoraE2EEError `invalid-options` for anything but 26 ASCII characters
 */
export function connectionIdBytes(connectionId: string): Uint8Array<ArrayBuffer> {
  assertConnectionId(connectionId);
  const bytes = new Uint8Array(connectionIdLength);
  for (let i = 0; i < connectionIdLength; i++) bytes[i] = connectionId.charCodeAt(i);
  return bytes;
}

/** @throws SoraE2EEError `invalid-options` for anything but 26 ASCII characters */
export function assertConnectionId(value: unknown): asserts value is string {
  if (isConnectionId(value)) return;
  throw new SoraE2EEError(
    "invalid-options",
    "A connection id must be 26 ASCII characters. Pass the connection_id that Sora gave, unchanged.",
  );
}

/** The connection id at `offset`, or null when those 26 bytes are not one. Reads nothing outside of `bytes`. */
export function readConnectionId(bytes: Uint8Array, offset: number): string | null {
  if (offset < 0 || offset + connectionIdLength > bytes.length) return null;
  let id = "";
  for (let i = offset; i < offset + connectionIdLength; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > maxAscii) return null;
    id += String.fromCharCode(byte);
  }
  return id;
}
