import type { SoraCall } from "../call/types.ts";
import type { ObservedQuality } from "../status.ts";
import { selectConnectionQuality } from "../store/quality.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Returns how a connection does, and why, from the statistics of this browser and from what peers tell about their uplink.
 * Renders again only when that changes.
 *
 * @param connectionId That of a peer. Default: the call's own connection.
 */
export function useConnectionQuality(connectionId: string | null = null, call?: SoraCall): ObservedQuality {
  return useCallState((state) => selectConnectionQuality(state, connectionId), call);
}
