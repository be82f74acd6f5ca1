import type { SoraCall } from "../call/types.ts";
import type { ObservedQuality } from "../status.ts";
import { selectConnectionQuality } from "../store/quality.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Returns the quality of a connection and the reason for it, from the statistics of this browser and the peers'
 * reports about their uplink. Renders again only when that changes.
 *
 * @param connectionId Connection id of a peer. Default: the call's own connection.
 */
export function useConnectionQuality(connectionId: string | null = null, call?: SoraCall): ObservedQuality {
  return useCallState((state) => selectConnectionQuality(state, connectionId), call);
}
