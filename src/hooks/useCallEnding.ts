import type { SoraCall } from "../call/types.ts";
import type { CallEnding } from "../store/ending.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Why the call is over: this page left, the server ended it, it was lost or failed. Null before the first call and during one.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useCallEnding(call?: SoraCall): CallEnding | null {
  return useCallState(({ ending }) => ending, call);
}
