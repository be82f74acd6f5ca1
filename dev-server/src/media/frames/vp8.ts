import type { CodecFrames } from "./codec-frames.ts";

const KEY_FRAME_CLEAR = 10;
const DELTA_FRAME_CLEAR = 3;

/** RFC 7741: X|R|N|S|R|PID, then with X: I|L|T|K and the fields that they announce. */
export const vp8Frames: CodecFrames = {
  frameStart(payload) {
    const first = payload[0] ?? 0;
    const startsFrame = (first & 0x10) !== 0 && (first & 0x07) === 0;
    if (!startsFrame) return undefined;
    let at = 1;
    if (first & 0x80) {
      const extended = payload[at++] ?? 0;
      if (extended & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
      if (extended & 0x40) at++;
      if (extended & 0x30) at++;
    }
    const tag = payload[at];
    if (tag === undefined) return undefined;
    return { key: (tag & 1) === 0, head: payload.subarray(at) };
  },
  headerOffsets: ({ key }) => [key ? KEY_FRAME_CLEAR : DELTA_FRAME_CLEAR],
};
