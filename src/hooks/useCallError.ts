import type { SoraCall } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import { useCallState } from "./useCallState.ts";

/** Why the call failed, or why the last attempt to connect did. */
export function useCallError(call?: SoraCall): SoraE2EEError | null {
  return useCallState((state) => state.error, call);
}
