import type { SoraCall } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallPhase, LogEntry } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/** The phase of the call. */
export function useCallPhase(call?: SoraCall): CallPhase {
  return useCallState((state) => state.phase, call);
}

/** The reason why the call failed, or why the last attempt to connect failed. */
export function useCallError(call?: SoraCall): SoraE2EEError | null {
  return useCallState((state) => state.error, call);
}

/**
 * The reason why the call is over: this page left, the server ended it, it was lost or failed. Null before
 * the first call and during one.
 */
export function useCallEnding(call?: SoraCall): CallEnding | null {
  return useCallState(({ ending }) => ending, call);
}

/** The latest events of the call, oldest first. Old entries are dropped. */
export function useEventLog(call?: SoraCall): readonly LogEntry[] {
  return useCallState((state) => state.log, call);
}
