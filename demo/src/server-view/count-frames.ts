import type { PeerView } from "./server-state.ts";

export interface FrameCounts {
  readonly bytes: number;
  readonly frames: number;
  readonly sealed: number;
  readonly clear: number;
}

/** Video and audio together. */
export function countFrames({ audio, video }: Pick<PeerView, "audio" | "video">): FrameCounts {
  const bytes = (audio?.bytes ?? 0) + (video?.bytes ?? 0);
  const frames = (audio?.frames ?? 0) + (video?.frames ?? 0);
  const sealed = (audio?.sealed ?? 0) + (video?.sealed ?? 0);
  return { bytes, frames, sealed, clear: frames - sealed };
}
