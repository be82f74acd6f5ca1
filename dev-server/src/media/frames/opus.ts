import type { CodecFrames } from "./codec-frames.ts";

const CLEAR = 1;

/** RFC 7587: every packet with a payload is a frame. */
export const opusFrames: CodecFrames = {
  frameStart: (payload) => ({ key: false, head: payload }),
  headerOffsets: () => [CLEAR],
};
