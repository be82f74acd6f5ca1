import { type RefObject, useCallback, useRef, useState } from "react";
import { type PlaybackOptions, usePlayback } from "./usePlayback.ts";

export interface UseVideoStreamResult {
  /** To be spread on the `<video>`. */
  readonly videoProps: {
    readonly ref: RefObject<HTMLVideoElement | null>;
    readonly onLoadedData: () => void;
    readonly onResize: () => void;
    readonly onEmptied: () => void;
  };
  /** A picture has come. */
  readonly hasPicture: boolean;
  /** The browser plays sound only after a click or a key. */
  readonly needsClick: boolean;
}

/** Plays `stream` in a `<video>`. Returns true when there is a picture. */
export function useVideoStream(stream: MediaStream | null, options: PlaybackOptions): UseVideoStreamResult {
  const ref = useRef<HTMLVideoElement>(null);
  const needsClick = usePlayback(ref, stream, options);
  const [seen, setSeen] = useState<MediaStream | null>(null);
  const look = useCallback(() => setSeen(ref.current?.videoWidth ? stream : null), [stream]);
  return {
    videoProps: { ref, onLoadedData: look, onResize: look, onEmptied: look },
    hasPicture: stream !== null && seen === stream,
    needsClick,
  };
}
