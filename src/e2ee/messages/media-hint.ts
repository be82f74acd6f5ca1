import { type MediaKind, mediaKinds } from "../../status.ts";

/** The DataChannel for sealed messages of the library itself. Apps cannot use it. */
export const hintLabel = "#sora-e2ee-hints";

/** A peer's hint about its own media by kind: true when it has a track to send. It is not a proof. */
export type MediaHint = Readonly<Record<MediaKind, boolean>>;

const version = 1;

export function writeMediaHint(hint: MediaHint): Uint8Array<ArrayBuffer> {
  return new Uint8Array([version, ...mediaKinds.map((kind) => Number(hint[kind]))]);
}

/** Null for bytes that are not a hint of this version. */
export function readMediaHint(data: Uint8Array): MediaHint | null {
  const [given, audio, video] = data;
  if (data.length !== 3 || given !== version) return null;
  if ((audio ?? 2) > 1 || (video ?? 2) > 1) return null;
  return { audio: audio === 1, video: video === 1 };
}
