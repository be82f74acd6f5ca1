import { type MediaKind, mediaKinds } from "../../../status.ts";
import { av1Packing } from "./av1.ts";
import type { FrameCodec, FrameType } from "./codec.ts";
import { h264Packing } from "./h264.ts";
import { type SealableCodec, sealableCodecs } from "./sealable.ts";

export const codecs: Readonly<Record<SealableCodec, FrameCodec>> = {
  VP8: { clearBytes: (type) => (type === "key" ? 10 : 3) },
  OPUS: { clearBytes: () => 1 },
  // Its RTP payload descriptor says all that anybody on the way has to know.
  VP9: { clearBytes: () => 0 },
  H264: { clearBytes: () => 0, packing: h264Packing },
  AV1: { clearBytes: () => 0, packing: av1Packing },
};

const mimeType = (kind: MediaKind, codec: SealableCodec) => `${kind}/${codec.toLowerCase()}`;

/** What can be sealed, as in `mimeType` but lower case. Members that use the released stack understand VP8 and Opus only. */
export const sealableMimeTypes: readonly string[] = mediaKinds.flatMap((kind) =>
  sealableCodecs[kind].map((codec) => mimeType(kind, codec)),
);

/** The codec of the released stack for this frame type. */
export const releasedCodec = (type: FrameType): FrameCodec => codecs[type === "audio" ? "OPUS" : "VP8"];

/**
 * Null for a codec that this library cannot seal: such a frame must be dropped. A browser that does not name the codec
 * per frame gets the released stack's, which the call then has to enforce.
 */
export function codecFor(named: string | undefined, kind: MediaKind): FrameCodec | null {
  if (named === undefined) return codecs[kind === "audio" ? "OPUS" : "VP8"];
  const wanted = named.toLowerCase();
  const name = sealableCodecs[kind].find((codec) => mimeType(kind, codec) === wanted);
  return name === undefined ? null : codecs[name];
}

/** `codecFor` for the frames of one track, which have the same codec nearly always. */
export function createCodecLookup(kind: MediaKind): (mimeType: string | undefined) => FrameCodec | null {
  let last: { readonly mimeType: string | undefined; readonly codec: FrameCodec | null } | null = null;
  return (mimeType) => {
    if (last === null || last.mimeType !== mimeType) last = { mimeType, codec: codecFor(mimeType, kind) };
    return last.codec;
  };
}
