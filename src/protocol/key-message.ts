import { SoraE2EEError } from "../errors.ts";
import { connectionIdBytes, connectionIdLength, readConnectionId } from "./connection-id.ts";

/** Bytes of a pre-key message, all of it (docs/protocol.md#3-key-messages). */
const preKeyMessageLength = 120;
/** Bytes of a cipher message, all of it. */
const cipherMessageLength = 148;
/** Sealed bytes inside of a cipher message: 36 of plaintext and the 16 of the tag. */
const ciphertextLength = 52;
/** Bytes of a cipher message's plaintext: key id u32 ‖ secret key material 32. */
const materialPlaintextLength = 36;

/** The position of the sender in a key message. */
export const sourceOffset = 4;
/** The position of the recipient in a key message. */
export const destinationOffset = sourceOffset + connectionIdLength;
/** Length of the common start of all key messages: type, lengths, source and destination. */
export const keyMessageHeadLength = destinationOffset + connectionIdLength;
const bodyOffset = keyMessageHeadLength;
const maxU32 = 0xffffffff;

export interface PreKeyMessage {
  readonly kind: "pre-key";
  readonly source: string;
  readonly destination: string;
  /** Ed25519 public key, 32 bytes. */
  readonly identityKey: Uint8Array<ArrayBuffer>;
  /** X25519 public key, 32 bytes. */
  readonly ephemeralKey: Uint8Array<ArrayBuffer>;
}

export interface CipherMessage {
  readonly kind: "cipher";
  readonly source: string;
  readonly destination: string;
  readonly header: RatchetHeader;
  /** 52 bytes. */
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** The part of a cipher message that the ratchet reads and the tag covers. */
export interface RatchetHeader {
  /** X25519 public key, 32 bytes. */
  readonly ratchetKey: Uint8Array<ArrayBuffer>;
  /** PN: number of messages in the sender's previous chain, u32. */
  readonly previousCount: number;
  /** N: number of this message in its chain, from 0, u32. */
  readonly count: number;
}

export type KeyMessage = PreKeyMessage | CipherMessage;

export interface AnnouncedMaterial {
  /** u32 */
  readonly keyId: number;
  /** 32 bytes. */
  readonly secretKeyMaterial: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a key message (docs/protocol.md#3-key-messages). The fields are copies, so the caller may reuse its
 * buffer at once. Lengths are exact, and the reserved byte is ignored. It does not check source and
 * destination.
 * @throws SoraE2EEError `invalid-message` for any other input
 */
export function parseKeyMessage(message: Uint8Array): KeyMessage {
  if (!isBytes(message)) throw invalid("A key message must be a Uint8Array.");
  const type = message[0];
  const isPreKey = type === 0 && message.length === preKeyMessageLength;
  const isCipher = isCipherMessage(message) && message.length === cipherMessageLength;
  if (!isPreKey && !isCipher) {
    throw invalid(
      "A key message is neither a pre-key message of 120 bytes nor a cipher message of 148 bytes.",
    );
  }
  const bytes = copy(message, 0, message.length);
  const view = new DataView(bytes.buffer);
  if (view.getUint16(2) !== (isPreKey ? 0 : ciphertextLength)) {
    throw invalid("A key message states a length that its type does not have.");
  }
  const source = readConnectionId(bytes, sourceOffset);
  const destination = readConnectionId(bytes, destinationOffset);
  if (source === null || destination === null) {
    throw invalid("A key message has an invalid source or destination connection id.");
  }
  if (isPreKey) {
    return {
      kind: "pre-key",
      source,
      destination,
      identityKey: bytes.slice(bodyOffset, bodyOffset + 32),
      ephemeralKey: bytes.slice(bodyOffset + 32, bodyOffset + 64),
    };
  }
  return {
    kind: "cipher",
    source,
    destination,
    header: {
      ratchetKey: bytes.slice(bodyOffset, bodyOffset + 32),
      previousCount: view.getUint32(bodyOffset + 32),
      count: view.getUint32(bodyOffset + 36),
    },
    ciphertext: bytes.slice(bodyOffset + 40),
  };
}

/** True when a message that an engine accepted is a cipher message, and not a pre-key message. */
export function isCipherMessage(message: Uint8Array): boolean {
  return message[0] === 1;
}

/** The 120 bytes of a pre-key message. */
export function writePreKeyMessage(message: Omit<PreKeyMessage, "kind">): Uint8Array<ArrayBuffer> {
  const bytes = head(preKeyMessageLength, 0, 0, message.source, message.destination);
  put(bytes, bodyOffset, message.identityKey, 32);
  put(bytes, bodyOffset + 32, message.ephemeralKey, 32);
  return bytes;
}

/** The 148 bytes of a cipher message. */
export function writeCipherMessage(message: Omit<CipherMessage, "kind">): Uint8Array<ArrayBuffer> {
  const bytes = head(cipherMessageLength, 1, ciphertextLength, message.source, message.destination);
  put(bytes, bodyOffset, writeRatchetHeader(message.header), 40);
  put(bytes, bodyOffset + 40, message.ciphertext, ciphertextLength);
  return bytes;
}

/** ratchet key 32 ‖ PN u32 ‖ N u32, as on the wire and in the AAD (docs/protocol.md#3-key-messages and #4-key-schedule). */
export function writeRatchetHeader(header: RatchetHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  put(bytes, 0, header.ratchetKey, 32);
  view.setUint32(32, checkU32(header.previousCount));
  view.setUint32(36, checkU32(header.count));
  return bytes;
}

/** key id u32 ‖ secret key material 32: the plaintext of a cipher message. */
export function writeMaterial(material: AnnouncedMaterial): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(materialPlaintextLength);
  new DataView(bytes.buffer).setUint32(0, checkU32(material.keyId));
  put(bytes, 4, material.secretKeyMaterial, 32);
  return bytes;
}

/** @throws SoraE2EEError `invalid-message` when the plaintext is not 36 bytes */
export function parseMaterial(plaintext: Uint8Array): AnnouncedMaterial {
  if (!isBytes(plaintext) || plaintext.length !== materialPlaintextLength) {
    throw invalid("A cipher message contains an invalid key.");
  }
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  return { keyId: view.getUint32(0), secretKeyMaterial: copy(plaintext, 4, materialPlaintextLength) };
}

/** Also true for byte arrays of another realm, which `instanceof` would refuse. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]";
}

function copy(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  const target = new Uint8Array(end - start);
  target.set(bytes.subarray(start, end));
  return target;
}

function head(length: number, type: number, bodyLength: number, source: string, destination: string) {
  const bytes = new Uint8Array(length);
  bytes[0] = type;
  new DataView(bytes.buffer).setUint16(2, bodyLength);
  bytes.set(connectionIdBytes(source), sourceOffset);
  bytes.set(connectionIdBytes(destination), destinationOffset);
  return bytes;
}

function put(target: Uint8Array, offset: number, field: Uint8Array, length: number): void {
  if (field.length !== length)
    throw invalid("A key message was to be written with a field of a wrong length.");
  target.set(field, offset);
}

function checkU32(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= maxU32) return value;
  throw invalid("A key message was to be written with a number that does not fit in 32 bits.");
}

function invalid(message: string): SoraE2EEError {
  return new SoraE2EEError("invalid-message", message);
}
