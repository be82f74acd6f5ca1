import { concat, type Packing, type Parts } from "./codec.ts";

const frameHeader = 3;
const frame = 6;
/** Temporal delimiter, tile list and padding, which packetizers leave out. */
const leftOut: readonly number[] = [2, 8, 15];
/** The last position of an OBU. Cameras need less than 100 bytes, and a frame of empty OBUs would cost seconds. */
const lastStart = 2_048;
const hasSize = 0x02;
const hasExtension = 0x04;

interface Obu {
  readonly type: number;
  /** One byte or two, with the size flag set. */
  readonly header: Uint8Array;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** The position of the next one. */
  readonly end: number;
}

function readObu(bytes: Uint8Array<ArrayBuffer>, at: number): Obu | null {
  const first = bytes[at];
  if (first === undefined || first > 0x7f || at > lastStart) return null;
  const headerEnd = at + ((first & hasExtension) === 0 ? 1 : 2);
  const header = bytes.slice(at, headerEnd);
  header[0] = first | hasSize;
  const type = (first >> 3) & 0x0f;
  if ((first & hasSize) === 0) {
    return { type, header, payload: bytes.subarray(headerEnd), end: bytes.length };
  }
  const size = readLeb128(bytes, headerEnd);
  if (size === null || size.end + size.value > bytes.length) return null;
  const end = size.end + size.value;
  return { type, header, payload: bytes.subarray(size.end, end), end };
}

function readLeb128(bytes: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, end: start + index + 1 };
  }
  return null;
}

function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    // Only the low 8 bits of each number stay.
    bytes.push(rest > 0x7f ? rest | 0x80 : rest);
    rest >>>= 7;
  } while (rest > 0);
  return new Uint8Array(bytes);
}

/** All OBUs before the first frame, written as a receiver will see them, and that frame. */
function cut(bytes: Uint8Array<ArrayBuffer>): { before: Uint8Array[]; first: Obu } | null {
  const before: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const obu = readObu(bytes, at);
    if (obu === null) return null;
    if (obu.type === frame || obu.type === frameHeader) return { before, first: obu };
    if (!leftOut.includes(obu.type)) before.push(obu.header, leb128(obu.payload.length), obu.payload);
    at = obu.end;
  }
  return null;
}

/** True if all OBUs are of types that packetizers leave out. */
function isLeftOut(bytes: Uint8Array<ArrayBuffer>): boolean {
  for (let at = 0; at < bytes.length; ) {
    const obu = readObu(bytes, at);
    if (obu === null || !leftOut.includes(obu.type)) return false;
    at = obu.end;
  }
  return true;
}

const nothing = new Uint8Array(0);
const bodyOf = (head: readonly Uint8Array[], ...rest: readonly Uint8Array[]): Parts => {
  const clear = head.reduce((length, part) => length + part.length, 0);
  return { prefix: nothing, body: concat(...head, ...rest), clear };
};

/**
 * Packetizers separate the OBUs and remove their size fields, and depacketizers write the size fields again. So
 * the OBUs before the frame and the header of the frame's OBU stay readable. The frame's size, its payload and
 * everything after it are sealed, and become the payload of that OBU. The readable part is authenticated, and a
 * receiver accepts no other readable bytes.
 */
export const av1Packing: Packing = {
  split(bytes) {
    const parts = cut(bytes);
    if (parts === null) return null;
    const { header, payload, end } = parts.first;
    return bodyOf([...parts.before, header], leb128(payload.length), payload, bytes.subarray(end));
  },
  pack: ({ body, clear }) =>
    concat(body.subarray(0, clear), leb128(body.length - clear), body.subarray(clear)),
  unpack(bytes) {
    const parts = cut(bytes);
    if (parts === null || !isLeftOut(bytes.subarray(parts.first.end))) return null;
    return bodyOf([...parts.before, parts.first.header], parts.first.payload);
  },
  join: ({ body }) => body,
};
