import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

export interface UseVideoStreamResult {
  /** To be spread on the `<video>`. */
  readonly videoProps: {
    readonly ref: RefObject<HTMLVideoElement | null>;
    readonly onLoadedData: () => void;
    readonly onResize: () => void;
    readonly onEmptied: () => void;
    readonly onPlaying: () => void;
  };
  /** A picture has come. */
  readonly hasPicture: boolean;
  /** The browser plays sound only after a click: `play` must be called from one. */
  readonly needsClick: boolean;
  readonly play: () => void;
}

/** Plays `stream` in a `<video>` and lets go of it afterwards. */
export function useVideoStream(stream: MediaStream | null): UseVideoStreamResult {
  const ref = useRef<HTMLVideoElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const [needsClick, setNeedsClick] = useState(false);

  const look = useCallback(() => setHasPicture((ref.current?.videoWidth ?? 0) > 0), []);
  const onPlaying = useCallback(() => setNeedsClick(false), []);
  const play = useCallback(() => {
    ref.current?.play()?.catch((error: unknown) => {
      // Anything else is a stream that changed before it played: the next one plays by itself.
      if (error instanceof DOMException && error.name === "NotAllowedError") setNeedsClick(true);
    });
  }, []);

  useEffect(() => {
    const video = ref.current;
    if (!video || !stream) return;
    video.srcObject = stream;
    play();
    return () => {
      video.srcObject = null;
      setHasPicture(false);
      setNeedsClick(false);
    };
  }, [stream, play]);

  return {
    videoProps: { ref, onLoadedData: look, onResize: look, onEmptied: look, onPlaying },
    hasPicture,
    needsClick,
    play,
  };
}
