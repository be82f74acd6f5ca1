import { connectionIdLength } from "../../protocol/connection-id.ts";
import { destinationOffset, keyMessageHeadLength, sourceOffset } from "../../protocol/key-message.ts";
import { isFor } from "./message-head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The first byte of a pack (docs/protocol.md#messaging). Key messages have 0 and 1 there, MLS envelopes 2. */
const packType = 3;
/** Bytes of a key message after its head, by type. */
const bodyLengths = [64, 92] as const;
/** The body's length by the type in a key message's head. */
const statedLengths = [0, 52] as const;
/** The maximum size of a part of an MLS message. Browsers and Sora transport this much in one message. */
const longestPack = 32_768;

function bodyLengthOf(type: number | undefined): number {
  return bodyLengths[type ?? -1] ?? 0;
}

/** True when this message can be sent in a pack. */
export function isPackable(message: Uint8Array): boolean {
  const body = bodyLengthOf(message[0]);
  return body > 0 && message.length === keyMessageHeadLength + body;
}

export function isPack(message: Uint8Array): boolean {
  return message[0] === packType && message.length >= keyMessageHeadLength;
}

/** Packs the messages of one source, in order, into as few messages as possible. */
export function writePacks(messages: readonly Bytes[]): Bytes[] {
  const packs: Bytes[] = [];
  let some: Bytes[] = [];
  let length = keyMessageHeadLength;
  const finish = (): void => {
    const [only] = some;
    if (only !== undefined) packs.push(some.length === 1 ? only : writePack(some, length));
    some = [];
    length = keyMessageHeadLength;
  };
  for (const message of messages) {
    const entry = message.length - keyMessageHeadLength + 1 + connectionIdLength;
    if (length + entry > longestPack) finish();
    some.push(message);
    length += entry;
  }
  finish();
  return packs;
}

/** A head whose destination is zeros, then the type, destination and body of each message. */
function writePack(messages: readonly Bytes[], length: number): Bytes {
  const pack = new Uint8Array(length);
  pack[0] = packType;
  new DataView(pack.buffer).setUint16(2, messages.length);
  const [first] = messages;
  if (first) pack.set(first.subarray(sourceOffset, destinationOffset), sourceOffset);
  let at = keyMessageHeadLength;
  for (const message of messages) {
    pack[at] = message[0] ?? 0;
    pack.set(message.subarray(destinationOffset), at + 1);
    at += 1 + message.length - destinationOffset;
  }
  return pack;
}

/**
 * The messages of a pack that are for this id, in their original form. Messages for others are skipped.
 * @returns null for a pack that is malformed
 */
export function readPack(pack: Uint8Array, connectionId: Uint8Array): Bytes[] | null {
  const count = new DataView(pack.buffer, pack.byteOffset, pack.byteLength).getUint16(2);
  const ours: Bytes[] = [];
  let at = keyMessageHeadLength;
  for (let entry = 0; entry < count; entry++) {
    const type = pack[at];
    const body = bodyLengthOf(type);
    const end = at + 1 + connectionIdLength + body;
    if (type === undefined || body === 0 || end > pack.length) return null;
    // In this part of the pack, the destination is where a key message has it.
    if (isFor(pack.subarray(at + 1 - destinationOffset), connectionId)) {
      const message = new Uint8Array(keyMessageHeadLength + body);
      message[0] = type;
      new DataView(message.buffer).setUint16(2, statedLengths[type] ?? 0);
      message.set(pack.subarray(sourceOffset, destinationOffset), sourceOffset);
      message.set(pack.subarray(at + 1, end), destinationOffset);
      ours.push(message);
    }
    at = end;
  }
  return at === pack.length ? ours : null;
}
