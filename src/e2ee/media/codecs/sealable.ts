import type { MediaKind } from "../../../status.ts";

/** Codecs that can be sealed, by Sora's names. Separate from the sealing code, which only workers need. */
export const sealableCodecs = {
  video: ["VP8", "VP9", "H264", "AV1"],
  audio: ["OPUS"],
} as const satisfies Readonly<Record<MediaKind, readonly string[]>>;

export type SealableCodec = (typeof sealableCodecs)[MediaKind][number];
