import type { MediaKind } from "../status.ts";

/**
 * A track without content. It makes the browser negotiate its kind, so that a real track can replace it later.
 */
export interface Placeholder {
  readonly track: MediaStreamTrack;
  release(): void;
}

/** Needs no device and no permission. Null where a browser cannot make one. */
export function createPlaceholder(kind: MediaKind): Placeholder | null {
  return kind === "audio" ? silence() : blank();
}

function silence(): Placeholder | null {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  const release = (): void => {
    track?.stop();
    void context.close();
  };
  if (track) return { track, release };
  release();
  return null;
}

function blank(): Placeholder | null {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  // Firefox captures nothing from a canvas that never had a context.
  canvas.getContext("2d");
  const [track] = canvas.captureStream(0).getVideoTracks();
  return track ? { track, release: () => track.stop() } : null;
}
