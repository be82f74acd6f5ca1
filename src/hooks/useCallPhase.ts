import type { SoraCall } from "../call/types.ts";
import type { CallPhase } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Where the call is in its life.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useCallPhase(call?: SoraCall): CallPhase {
  return useCallState((state) => state.phase, call);
}
