import { SoraE2EEError } from "../../errors.ts";
import { connectionIdLength } from "../../protocol/connection-id.ts";
import { destinationOffset, keyMessageHeadLength, sourceOffset } from "../../protocol/key-message.ts";

/** The first byte of an MLS envelope. Pre-key messages have 0, cipher messages 1. */
const envelopeType = 2;

/**
 * In the reserved byte of a hello: its sender accepts packs. Earlier versions write 0 and ignore the byte.
 */
const takesPacks = 1;

/** The hello: a head whose destination is its own source, so that peers do not treat it as a key message. */
export function writeHello(connectionId: Uint8Array): Uint8Array<ArrayBuffer> {
  const hello = new Uint8Array(keyMessageHeadLength);
  hello[1] = takesPacks;
  hello.set(connectionId, sourceOffset);
  hello.set(connectionId, destinationOffset);
  return hello;
}

export function isHello(message: Uint8Array): boolean {
  return (
    message.length === keyMessageHeadLength &&
    isFor(message, message.subarray(sourceOffset, destinationOffset))
  );
}

export function helloTakesPacks(hello: Uint8Array): boolean {
  return hello[1] === takesPacks;
}

/**
 * True when `message` is addressed to this id. It creates no strings, because most broadcast messages are for
 * others.
 */
export function isFor(message: Uint8Array, connectionId: Uint8Array): boolean {
  for (let i = 0; i < connectionIdLength; i++)
    if (message[destinationOffset + i] !== connectionId[i]) return false;
  return true;
}

/** True for an MLS envelope to all peers of the channel (docs/protocol.md#15-mls). */
export function isForAll(message: Uint8Array): boolean {
  if (message[0] !== envelopeType) return false;
  return message
    .subarray(destinationOffset, destinationOffset + connectionIdLength)
    .every((byte) => byte === 0);
}

export function sourceOf(message: Uint8Array): string {
  return readId(message, sourceOffset);
}

export function destinationOf(message: Uint8Array): string {
  return readId(message, destinationOffset);
}

export function readId(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + connectionIdLength));
}

/** @throws {SoraE2EEError} `signaling-refused` for an invalid connection id, which the server made up. */
export function writeId(connectionId: string): Uint8Array {
  if (/^[\x21-\x7e]{26}$/.test(connectionId))
    return Uint8Array.from(connectionId, (one) => one.charCodeAt(0));
  throw new SoraE2EEError(
    "signaling-refused",
    "The server gave this connection an id that is not 26 printable ASCII characters.",
  );
}
