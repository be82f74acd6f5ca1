import { type MediaKind, mediaKinds, type NegotiatedCodecs } from "../../../status.ts";
import { av1Packing } from "./av1.ts";
import type { FrameCodec, FrameMetadata, FrameType } from "./codec.ts";
import { h264Packing } from "./h264.ts";
import { type SealableCodec, sealableCodecs } from "./sealable.ts";

export const codecs: Readonly<Record<SealableCodec, FrameCodec>> = {
  VP8: { clearBytes: (type) => (type === "key" ? 10 : 3) },
  OPUS: { clearBytes: () => 1 },
  // Its RTP payload descriptor has all information that the server needs.
  VP9: { clearBytes: () => 0 },
  H264: { clearBytes: () => 0, packing: h264Packing },
  AV1: { clearBytes: () => 0, packing: av1Packing },
};

const mimeType = (kind: MediaKind, codec: SealableCodec) => `${kind}/${codec.toLowerCase()}`;

/** Codecs that can be sealed, by the lower-case name in `mimeType`. Peers that use the released stack understand VP8 and Opus only. */
export const sealableMimeTypes: readonly string[] = mediaKinds.flatMap((kind) =>
  sealableCodecs[kind].map((codec) => mimeType(kind, codec)),
);

/** The codec of the released stack for this frame type. */
export const releasedCodec = (type: FrameType): FrameCodec => codecs[type === "audio" ? "OPUS" : "VP8"];

export const nothingNegotiated: NegotiatedCodecs = { audio: {}, video: {} };

/**
 * Null for a codec that this library cannot seal or identify. Such a frame must be dropped. The browser's
 * name for it and the negotiated codec of its payload type must agree, when the browser reports both.
 */
export function codecFor(
  { mimeType: named, payloadType }: FrameMetadata,
  kind: MediaKind,
  negotiated: NegotiatedCodecs,
): FrameCodec | null {
  if (named === undefined && payloadType === undefined) return null;
  const inSdp = payloadType === undefined ? null : negotiated[kind][payloadType];
  const name = sealableCodecs[kind].find(
    (codec) =>
      (inSdp === null || inSdp === codec) &&
      (named === undefined || named.toLowerCase() === mimeType(kind, codec)),
  );
  return name === undefined ? null : codecs[name];
}

/** `codecFor` for the frames of one track, which have the same codec nearly always. */
export function createCodecLookup(
  kind: MediaKind,
  negotiated: () => NegotiatedCodecs = () => nothingNegotiated,
): (metadata: FrameMetadata) => FrameCodec | null {
  let last: { readonly mimeType?: string; readonly payloadType?: number } = {};
  let by: NegotiatedCodecs | null = null;
  let codec: FrameCodec | null = null;
  return (metadata) => {
    const now = negotiated();
    const { mimeType, payloadType } = metadata;
    if (by !== now || last.mimeType !== mimeType || last.payloadType !== payloadType) {
      by = now;
      last = metadata;
      codec = codecFor(metadata, kind, now);
    }
    return codec;
  };
}
