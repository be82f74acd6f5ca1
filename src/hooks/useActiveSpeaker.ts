import { useSyncExternalStore } from "react";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./useSoraCall.ts";

/**
 * The connection id of the other peer who speaks; null when nobody has for 2 s. Another one must be clearly louder
 * for a moment to take over.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useActiveSpeaker(call?: SoraCall): string | null {
  const { audioLevels } = useSoraCall(call);
  return useSyncExternalStore(audioLevels.subscribe, audioLevels.getActiveSpeaker, nobody);
}

const nobody = () => null;
