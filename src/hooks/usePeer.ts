import type { SoraCall } from "../call/types.ts";
import type { Peer } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

type PeerWithoutCounts = Omit<Peer, "receivers">;

/**
 * One peer; null when it is not (or no longer) there. Renders again only when this peer changes. Without the frame
 * counts, which move several times a second: `useCallState` has those.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function usePeer(connectionId: string, call?: SoraCall): PeerWithoutCounts | null {
  return useCallState((state) => {
    const found = state.peers[connectionId];
    if (!found) return null;
    const { receivers: _counts, ...peer } = found;
    return peer;
  }, call);
}
