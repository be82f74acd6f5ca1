import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** The audio settings of a stream. */
export interface PlaybackOptions {
  readonly muted: boolean;
  /** 0 to 1. */
  readonly volume: number;
  /** Device id of a speaker; null: the system's. */
  readonly sinkId: string | null;
}

/**
 * Plays `stream` in an element, and releases it afterwards. If the browser refuses sound before the first
 * click, the picture plays without sound. The sound starts with the next click or key press anywhere on the
 * page.
 *
 * @returns True while the browser refuses sound.
 */
export function usePlayback(
  element: RefObject<HTMLMediaElement | null>,
  stream: MediaStream | null,
  { muted, volume, sinkId }: PlaybackOptions,
): boolean {
  const [refused, setRefused] = useState(false);

  const play = useCallback(() => {
    const { current } = element;
    if (!current) return;
    current.muted = muted;
    current.play()?.then(
      () => setRefused(false),
      (error: unknown) => {
        // Anything else is a stream that changed before it played: the next one plays by itself.
        if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
        setRefused(true);
        current.muted = true;
        current.play()?.catch(() => undefined);
      },
    );
  }, [element, muted]);

  useEffect(() => {
    const { current } = element;
    if (!current || !stream) return;
    current.srcObject = stream;
    return () => {
      current.srcObject = null;
      setRefused(false);
    };
  }, [element, stream]);

  useEffect(() => {
    if (stream) play();
  }, [stream, play]);

  useEffect(() => {
    const page = element.current?.ownerDocument;
    if (!refused || !page) return;
    page.addEventListener("click", play, true);
    page.addEventListener("keydown", play, true);
    return () => {
      page.removeEventListener("click", play, true);
      page.removeEventListener("keydown", play, true);
    };
  }, [element, refused, play]);

  useEffect(() => {
    if (element.current) element.current.volume = Math.min(1, Math.max(0, volume));
  }, [element, volume]);

  useSpeaker(element, sinkId);
  return refused && !muted;
}

function useSpeaker(element: RefObject<HTMLMediaElement | null>, sinkId: string | null): void {
  const chosen = useRef("");
  useEffect(() => {
    const { current } = element;
    const wanted = sinkId ?? "";
    if (!current || wanted === chosen.current || !("setSinkId" in current)) return;
    chosen.current = wanted;
    // Sound must also play when the chosen speaker is gone.
    current.setSinkId(wanted).catch(() => current.setSinkId("").catch(() => undefined));
  }, [element, sinkId]);
}
