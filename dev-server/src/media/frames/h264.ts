import type { CodecFrames } from "./codec-frames.ts";

const SLICE = 1;
const IDR_SLICE = 5;
const STAP_A = 24;
const FU_A = 28;
const isSlice = (type: number) => type === SLICE || type === IDR_SLICE;

/**
 * RFC 6184, packetization mode 1. The packet that counts is the one with the start of the frame's first slice (parameter
 * sets may have gone ahead in a packet of their own); the head is that NAL unit. The first bit of a slice header is set
 * when the slice is the picture's first one.
 */
export const h264Frames: CodecFrames = {
  frameStart(payload) {
    const nal = firstSlice(payload);
    if (!nal || ((nal[1] ?? 0) & 0x80) === 0) return undefined;
    return { key: ((nal[0] ?? 0) & 0x1f) === IDR_SLICE, head: nal };
  },
  headerOffsets: () => [3],
};

function firstSlice(payload: Uint8Array): Uint8Array | undefined {
  const indicator = payload[0] ?? 0;
  const type = indicator & 0x1f;
  if (isSlice(type)) return payload;
  if (type === FU_A) {
    const fragment = payload[1] ?? 0;
    if ((fragment & 0x80) === 0 || !isSlice(fragment & 0x1f)) return undefined;
    // Always a copy, because a Buffer's `slice` is a view, and the packet is forwarded to subscribers.
    const nal = Uint8Array.from(payload.subarray(1));
    nal[0] = (indicator & 0xe0) | (fragment & 0x1f);
    return nal;
  }
  if (type !== STAP_A) return undefined;
  for (let at = 1; at + 2 < payload.length; ) {
    const size = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const nal = payload.subarray(at + 2, at + 2 + size);
    if (isSlice((nal[0] ?? 0) & 0x1f)) return nal;
    at += 2 + size;
  }
  return undefined;
}
