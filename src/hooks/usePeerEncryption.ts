import type { SoraCall } from "../call/types.ts";
import type { PeerEncryption } from "../status.ts";
import { useCallState } from "./useCallState.ts";

/**
 * What was observed of one peer's encryption; null when it is not (or no longer) there. Renders again only when the
 * status or its reason changes.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function usePeerEncryption(connectionId: string, call?: SoraCall): PeerEncryption | null {
  return useCallState((state) => state.peers[connectionId]?.encryption ?? null, call);
}
