import { bytesEqual } from "../../../protocol/bytes.ts";
import { concat, type Packing } from "./codec.ts";

const slice = 1;
const idrSlice = 5;
/** The slice's NAL unit header and the start of its slice header, which depacketizers read. */
const clear = 3;
/** A NAL unit does not end with a zero byte, but ciphertext may. */
const stopByte = 0x80;
const startCode = Uint8Array.of(0, 0, 0, 1);
/** Bytes of the number that says how long the sealed copy of the prefix is. */
const lengthBytes = 4;
/** Cameras send a few units before the slice. Comparing two lists of many units would cost seconds. */
const maxUnits = 64;

/** The position of the first slice's NAL unit header. -1 when there is none. */
function findSlice(frame: Uint8Array): number {
  for (let at = 0; at + 3 < frame.length; at++) {
    if (frame[at] !== 0 || frame[at + 1] !== 0 || frame[at + 2] !== 1) continue;
    const type = (frame[at + 3] as number) & 0x1f;
    if (type === slice || type === idrSlice) return at + 3;
    at += 2;
  }
  return -1;
}

/** Emulation prevention (H.264 section 7.4.1): no start code inside of a NAL unit. */
export function escapeNal(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let zeros = 0;
  let escapes = 0;
  for (const byte of bytes) {
    if (zeros === 2 && byte <= 3) {
      escapes++;
      zeros = 0;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  const escaped = new Uint8Array(bytes.length + escapes);
  let at = 0;
  zeros = 0;
  for (const byte of bytes) {
    if (zeros === 2 && byte <= 3) {
      escaped[at++] = 3;
      zeros = 0;
    }
    escaped[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return escaped;
}

/** Null for anything except the output of `escapeNal`, because each content has one escaped form. */
export function unescapeNal(escaped: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(escaped.length);
  let at = 0;
  let zeros = 0;
  for (let from = 0; from < escaped.length; from++) {
    const byte = escaped[from] as number;
    if (zeros === 2 && byte <= 3) {
      if (byte !== 3 || (escaped[from + 1] ?? 0xff) > 3) return null;
      zeros = 0;
      continue;
    }
    bytes[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bytes.slice(0, at);
}

/**
 * The NAL units of an Annex B stream, without start codes and zero bytes around them. Null for bytes outside of them,
 * and for too many units.
 */
function nalUnits(stream: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | null {
  const units: Uint8Array<ArrayBuffer>[] = [];
  let begin = -1;
  for (let at = 0; at <= stream.length; at++) {
    const isStart = stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1;
    if (!isStart && at < stream.length) continue;
    let end = at;
    while (end > Math.max(begin, 0) && stream[end - 1] === 0) end--;
    if (begin < 0 && end > 0) return null;
    if (begin >= 0 && end > begin && units.push(stream.subarray(begin, end)) > maxUnits) return null;
    begin = at + 3;
    at += 2;
  }
  return units;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The NAL units before the first slice, and that slice with everything after it. */
function cut(
  frame: Uint8Array<ArrayBuffer>,
): { prefix: Uint8Array<ArrayBuffer>; rest: Uint8Array<ArrayBuffer> } | null {
  const at = findSlice(frame);
  if (at < 0 || frame.length < at + clear) return null;
  return { prefix: frame.subarray(0, at - 3), rest: frame.subarray(at) };
}

/**
 * Annex B. The NAL units before the first slice (parameter sets, SEI) stay readable for packetizers and depacketizers,
 * and a copy of them is sealed. The copy goes to the decoder. A frame with any other NAL unit before its slice is
 * refused. Units may get lost, come twice or have longer start codes: packetizers do that.
 *
 * From the slice's third byte on everything is sealed, further slices with their start codes included, and escaped so that
 * it is one NAL unit.
 */
export const h264Packing: Packing = {
  split(frame) {
    const parts = cut(frame);
    const units = parts && nalUnits(parts.prefix);
    if (!parts || !units) return null;
    const copy = concat(...units.flatMap((unit) => [startCode, unit]));
    const { rest } = parts;
    const body = concat(rest.subarray(0, clear), u32(copy.length), copy, rest.subarray(clear));
    return { prefix: concat(copy, startCode), body, clear };
  },
  pack: ({ prefix, body }) => concat(prefix, escapeNal(concat(body, Uint8Array.of(stopByte)))),
  unpack(packed) {
    const parts = cut(packed);
    const body = parts && unescapeNal(parts.rest);
    if (!parts || !body || body.length <= clear || body.at(-1) !== stopByte) return null;
    return { prefix: parts.prefix, body: body.subarray(0, -1), clear };
  },
  join({ prefix, body }) {
    if (body.length < clear + lengthBytes) return null;
    const copyAt = clear + lengthBytes;
    const sliceAt = copyAt + new DataView(body.buffer, body.byteOffset).getUint32(clear);
    if (sliceAt > body.length) return null;
    const copy = body.subarray(copyAt, sliceAt);
    const came = nalUnits(new Uint8Array(prefix));
    const sent = nalUnits(copy);
    if (came === null || sent === null) return null;
    if (!came.every((unit) => sent.some((other) => bytesEqual(unit, other)))) return null;
    return concat(copy, startCode, body.subarray(0, clear), body.subarray(sliceAt));
  },
};
