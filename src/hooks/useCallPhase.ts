import type { SoraCall } from "../call/types.ts";
import type { CallPhase } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/** Where the call is in its life. */
export function useCallPhase(call?: SoraCall): CallPhase {
  return useCallState((state) => state.phase, call);
}
