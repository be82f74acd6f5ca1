import type { SoraCall } from "../call/types.ts";
import type { Self } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

type SelfWithoutCounts = Omit<Self, "senders">;

/**
 * Ourselves in the call. Without the frame counts, which move several times a second: `useCallState` has those.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useSelf(call?: SoraCall): SelfWithoutCounts {
  return useCallState(({ self: { senders: _counts, ...self } }) => self, call);
}
