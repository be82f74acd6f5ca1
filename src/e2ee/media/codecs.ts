/** What a frame is to the transport: a video frame that stands alone, one that builds on others, or audio. */
export type FrameType = "key" | "delta" | "audio";

/** How frames of one codec are sealed so that packetizers and decoders on the way still understand what they must. */
export interface FrameCodec {
  /** As in `frame.getMetadata().mimeType`, lower case. */
  readonly mimeType: string;
  /** How many bytes at the start stay readable (PROTOCOL section 6). */
  clearBytes(frame: Uint8Array, type: FrameType): number;
}

const vp8: FrameCodec = {
  mimeType: "video/vp8",
  clearBytes: (_frame, type) => (type === "key" ? 10 : 3),
};

const opus: FrameCodec = { mimeType: "audio/opus", clearBytes: () => 1 };

const codecs = [vp8, opus] as const;

/** The codec of the released stack for this frame type. */
export const releasedCodec = (type: FrameType): FrameCodec => (type === "audio" ? opus : vp8);

/**
 * Null for a codec that this library cannot seal: such a frame must be dropped. A browser that does not name the codec
 * per frame gets the released stack's, which the call then has to enforce.
 */
export function codecFor(mimeType: string | undefined, kind: "audio" | "video"): FrameCodec | null {
  if (mimeType === undefined) return kind === "audio" ? opus : vp8;
  const wanted = mimeType.toLowerCase();
  if (!wanted.startsWith(`${kind}/`)) return null;
  return codecs.find((codec) => codec.mimeType === wanted) ?? null;
}
