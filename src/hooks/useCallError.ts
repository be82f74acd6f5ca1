import type { SoraCall } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Why the call failed, or why the last attempt to connect did.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useCallError(call?: SoraCall): SoraE2EEError | null {
  return useCallState((state) => state.error, call);
}
