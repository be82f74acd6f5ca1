import { av1Frames } from "./av1.ts";
import type { CodecFrames, FrameStart } from "./codec-frames.ts";
import { h264Frames } from "./h264.ts";
import { opusFrames } from "./opus.ts";
import { isSealedHeader } from "./sealed-header.ts";
import { vp8Frames } from "./vp8.ts";
import { vp9Frames } from "./vp9.ts";

export type { CodecFrames, FrameStart };

export const FRAMES = {
  OPUS: opusFrames,
  VP8: vp8Frames,
  VP9: vp9Frames,
  H264: h264Frames,
  AV1: av1Frames,
} as const satisfies Record<string, CodecFrames>;

/** True when a frame's head contains this sender's E2EE frame header at a position that its codec allows. */
export function isSealed(codec: CodecFrames, start: FrameStart, connectionId: string): boolean {
  for (const offset of codec.headerOffsets(start)) {
    if (isSealedHeader(start.head.subarray(offset), connectionId)) return true;
  }
  return false;
}
