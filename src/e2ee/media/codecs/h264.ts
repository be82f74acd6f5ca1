import { concat, type Packing, type Parts } from "./codec.ts";

const slice = 1;
const idrSlice = 5;
/** The slice's NAL unit header, and the start of its slice header: what depacketizers look at. */
const clear = 3;
/** A NAL unit does not end with a zero byte; ciphertext may. */
const stopByte = 0x80;

/** Where the first slice's NAL unit header is; -1 when there is none. */
function findSlice(frame: Uint8Array): number {
  for (let at = 0; at + 3 < frame.length; at++) {
    if (frame[at] !== 0 || frame[at + 1] !== 0 || frame[at + 2] !== 1) continue;
    const type = (frame[at + 3] as number) & 0x1f;
    if (type === slice || type === idrSlice) return at + 3;
    at += 2;
  }
  return -1;
}

function cut(frame: Uint8Array<ArrayBuffer>): Parts | null {
  const at = findSlice(frame);
  if (at < 0 || frame.length < at + clear) return null;
  return { prefix: frame.subarray(0, at), body: frame.subarray(at), clear };
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

export function unescapeNal(escaped: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(escaped.length);
  let at = 0;
  let zeros = 0;
  for (const byte of escaped) {
    if (zeros === 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    bytes[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bytes.slice(0, at);
}

/**
 * Annex B. What goes before the first slice, parameter sets above all, stays readable and is not authenticated: start
 * codes change length on the way, and receivers may rewrite parameter sets. From the slice's third byte on everything is
 * sealed, further slices with their start codes included, and escaped so that it is one NAL unit.
 */
export const h264Packing: Packing = {
  split: cut,
  pack: ({ prefix, body }) => concat(prefix, escapeNal(concat(body, Uint8Array.of(stopByte)))),
  unpack(packed) {
    const parts = cut(packed);
    if (parts === null) return null;
    const body = unescapeNal(parts.body);
    if (body.at(-1) !== stopByte) return null;
    return { ...parts, body: body.subarray(0, -1) };
  },
  join: ({ prefix, body }) => concat(prefix, body),
};
