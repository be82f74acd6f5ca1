import { type RefObject, useEffect } from "react";

/**
 * Plays the element through this speaker; null: the system's. Where the browser cannot choose, or the speaker is gone,
 * it plays through the system's.
 */
export function useAudioOutput(element: RefObject<HTMLMediaElement | null>, speakerId: string | null): void {
  useEffect(() => {
    const { current } = element;
    if (!current || !("setSinkId" in current)) return;
    current.setSinkId(speakerId ?? "").catch(() => current.setSinkId("").catch(() => undefined));
  }, [element, speakerId]);
}
