import { useMemo } from "react";
import type { SubscribeToLevel } from "../components/devices/LevelMeter.tsx";
import { trackLevel } from "../devices/track-level.ts";
import type { LocalMediaState } from "../devices/types.ts";

/**
 * The level of this person's microphone, for a `LevelMeter`. Null while it is off. The same function for the
 * same track.
 */
export function useMicrophoneLevel(
  media: Pick<LocalMediaState, "microphone"> | null,
): SubscribeToLevel | null {
  const track = media?.microphone.status === "on" ? media.microphone.track : null;
  return useMemo(() => track && trackLevel(track), [track]);
}
