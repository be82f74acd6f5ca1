import type { MediaKind } from "../../../status.ts";
import { av1Packing } from "./av1.ts";
import type { FrameCodec, FrameType } from "./codec.ts";
import { h264Packing } from "./h264.ts";

const vp8: FrameCodec = { mimeType: "video/vp8", clearBytes: (type) => (type === "key" ? 10 : 3) };
const opus: FrameCodec = { mimeType: "audio/opus", clearBytes: () => 1 };
// Its RTP payload descriptor says all that anybody on the way has to know.
const vp9: FrameCodec = { mimeType: "video/vp9", clearBytes: () => 0 };
const h264: FrameCodec = { mimeType: "video/h264", clearBytes: () => 0, packing: h264Packing };
const av1: FrameCodec = { mimeType: "video/av1", clearBytes: () => 0, packing: av1Packing };

const codecs: readonly FrameCodec[] = [vp8, opus, vp9, h264, av1];

/** What can be sealed, as in `mimeType` but lower case. Members that use the released stack understand VP8 and Opus only. */
export const sealableMimeTypes: readonly string[] = codecs.map(({ mimeType }) => mimeType);

/** The codec of the released stack for this frame type. */
export const releasedCodec = (type: FrameType): FrameCodec => (type === "audio" ? opus : vp8);

/**
 * Null for a codec that this library cannot seal: such a frame must be dropped. A browser that does not name the codec
 * per frame gets the released stack's, which the call then has to enforce.
 */
export function codecFor(mimeType: string | undefined, kind: MediaKind): FrameCodec | null {
  if (mimeType === undefined) return kind === "audio" ? opus : vp8;
  const wanted = mimeType.toLowerCase();
  if (!wanted.startsWith(`${kind}/`)) return null;
  return codecs.find((codec) => codec.mimeType === wanted) ?? null;
}

/** `codecFor` for the frames of one track, which have the same codec nearly always. */
export function createCodecLookup(kind: MediaKind): (mimeType: string | undefined) => FrameCodec | null {
  let last: { readonly mimeType: string | undefined; readonly codec: FrameCodec | null } | null = null;
  return (mimeType) => {
    if (last === null || last.mimeType !== mimeType) last = { mimeType, codec: codecFor(mimeType, kind) };
    return last.codec;
  };
}
