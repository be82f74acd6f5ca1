import type { SoraCall } from "../call/types.ts";
import { useCallState } from "./useCallState.ts";

/** The connection ids of the other members, in the order in which they came. */
export function usePeerIds(call?: SoraCall): readonly string[] {
  return useCallState((state) => Object.keys(state.peers), call);
}
