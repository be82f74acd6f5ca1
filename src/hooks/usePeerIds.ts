import type { SoraCall } from "../call/types.ts";
import { useCallState } from "./useCallState.ts";

/**
 * The connection ids of the other peers, in the order in which they came.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function usePeerIds(call?: SoraCall): readonly string[] {
  return useCallState((state) => Object.keys(state.peers), call);
}
