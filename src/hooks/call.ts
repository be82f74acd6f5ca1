import type { SoraCall } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallPhase, LogEntry } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/** Where the call is in its life. */
export function useCallPhase(call?: SoraCall): CallPhase {
  return useCallState((state) => state.phase, call);
}

/** Why the call failed, or why the last attempt to connect did. */
export function useCallError(call?: SoraCall): SoraE2EEError | null {
  return useCallState((state) => state.error, call);
}

/** Why the call is over: this page left, the server ended it, it was lost or failed. Null before the first call and during one. */
export function useCallEnding(call?: SoraCall): CallEnding | null {
  return useCallState(({ ending }) => ending, call);
}

/** The latest events of the call, oldest first. Old entries are dropped. */
export function useEventLog(call?: SoraCall): readonly LogEntry[] {
  return useCallState((state) => state.log, call);
}
