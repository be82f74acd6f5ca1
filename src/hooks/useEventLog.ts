import type { SoraCall } from "../call/types.ts";
import type { LogEntry } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/** What happened in the call, oldest first; bounded. */
export function useEventLog(call?: SoraCall): readonly LogEntry[] {
  return useCallState((state) => state.log, call);
}
