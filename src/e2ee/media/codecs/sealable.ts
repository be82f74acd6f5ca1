import type { MediaKind } from "../../../status.ts";

/** What can be sealed, as Sora names it. Apart from how, which pages have no use for: their workers do it. */
export const sealableCodecs = {
  video: ["VP8", "VP9", "H264", "AV1"],
  audio: ["OPUS"],
} as const satisfies Readonly<Record<MediaKind, readonly string[]>>;

export type SealableCodec = (typeof sealableCodecs)[MediaKind][number];
