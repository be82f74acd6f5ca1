import { useSyncExternalStore } from "react";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./useSoraCall.ts";

/**
 * How loud this peer is now, 0 to 1; one's own connection id works too. Measured five times a second.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useAudioLevel(connectionId: string, call?: SoraCall): number {
  const { audioLevels } = useSoraCall(call);
  return useSyncExternalStore(audioLevels.subscribe, () => audioLevels.getLevel(connectionId), silent);
}

const silent = () => 0;
