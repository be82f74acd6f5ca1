import type { CodecFrames } from "./codec-frames.ts";

const SEQUENCE_HEADER = 1;
const FRAME_HEADER = 3;
const FRAME = 6;

interface Obu {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/**
 * RTP payload format for AV1 1.0: Z|Y|W W|N. The packet that counts holds the start of a frame or frame header OBU; the
 * head is that OBU, which has no size field in RTP. A sequence header goes ahead of key frames.
 */
export const av1Frames: CodecFrames = {
  frameStart(payload) {
    let key = ((payload[0] ?? 0) & 0x08) !== 0;
    for (const { type, bytes } of obus(payload)) {
      if (type === SEQUENCE_HEADER) key = true;
      if (type === FRAME || type === FRAME_HEADER) return { key, head: bytes };
    }
    return undefined;
  },
  headerOffsets: ({ head }) => [(head[0] ?? 0) & 0x04 ? 2 : 1],
};

/** The OBUs that begin in this packet. */
function* obus(payload: Uint8Array): Generator<Obu> {
  const aggregation = payload[0] ?? 0;
  const count = (aggregation >> 4) & 3;
  const continued = (aggregation & 0x80) !== 0;
  for (let at = 1, index = 1; at < payload.length; index++) {
    let size = payload.length - at;
    if (count === 0 || index < count) {
      const read = leb128(payload, at);
      if (!read) return;
      at = read.end;
      size = Math.min(read.value, payload.length - at);
    }
    const bytes = payload.subarray(at, at + size);
    const header = bytes[0];
    if (header !== undefined && !(continued && index === 1)) yield { type: (header >> 3) & 0x0f, bytes };
    at += size;
  }
}

function leb128(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, end: start + index + 1 };
  }
  return undefined;
}
