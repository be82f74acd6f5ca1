import type { SoraCall } from "../call/types.ts";
import type { RoomCode } from "../status.ts";
import { useCallState } from "./useCallState.ts";

/**
 * The code that everybody in the call can compare at once (docs/mls.md): the same for all, and a new one after
 * each join and leave. Null while there is no group yet, and always with `agreement: "sora"`.
 *
 * @param call Replaces the call of the nearest `SoraCallProvider`.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useRoomCode(call?: SoraCall): RoomCode | null {
  return useCallState(({ room }) => room?.code ?? null, call);
}
