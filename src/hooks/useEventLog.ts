import type { SoraCall } from "../call/types.ts";
import type { LogEntry } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/**
 * What happened in the call, oldest first; bounded.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useEventLog(call?: SoraCall): readonly LogEntry[] {
  return useCallState((state) => state.log, call);
}
