import { type RefObject, useEffect, useSyncExternalStore } from "react";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

/**
 * Returns the loudness of this peer, 0 to 1. Your own connection id works too. Measured five times a second.
 */
export function useAudioLevel(connectionId: string, call?: SoraCall): number {
  const { audioLevels } = useSoraCall(call);
  return useSyncExternalStore(audioLevels.subscribe, () => audioLevels.getLevel(connectionId), silent);
}

const silent = () => 0;

/**
 * The connection id of the active speaker among the peers. Null after 2 s of silence. Another peer must be
 * clearly louder for a moment to become the active speaker.
 */
export function useActiveSpeaker(call?: SoraCall): string | null {
  const { audioLevels } = useSoraCall(call);
  return useSyncExternalStore(audioLevels.subscribe, audioLevels.getActiveSpeaker, nobody);
}

const nobody = () => null;

/**
 * Plays the element through this speaker. Null: the system's default. The default is also used when the
 * browser cannot choose, or the speaker is gone.
 */
export function useAudioOutput(element: RefObject<HTMLMediaElement | null>, speakerId: string | null): void {
  useEffect(() => {
    const { current } = element;
    if (!current || !("setSinkId" in current)) return;
    current.setSinkId(speakerId ?? "").catch(() => current.setSinkId("").catch(() => undefined));
  }, [element, speakerId]);
}

/** Tells if this peer is the active speaker. Renders again only when that changes. With null, it returns false and measures nothing. */
export function useIsSpeaking(connectionId: string | null, call?: SoraCall): boolean {
  const { audioLevels } = useSoraCall(call);
  return useSyncExternalStore(
    connectionId === null ? measuresNothing : audioLevels.subscribe,
    () => connectionId !== null && audioLevels.getActiveSpeaker() === connectionId,
    isSilent,
  );
}

const measuresNothing = () => () => undefined;
const isSilent = () => false;
