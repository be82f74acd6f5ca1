import type { SoraCall } from "../call/types.ts";
import type { ServerState } from "../store/server.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Returns the server's information about our connection: its address, session and `authMetadata`, the RPC
 * methods, the instability of our network, the connections with spotlight's focus, and the simulcast layers
 * that we get. Null while there is no connection. None of it is proven.
 *
 * @param call Replaces the call of the nearest `SoraCallProvider`.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useServer(call?: SoraCall): ServerState | null {
  return useCallState(({ server }) => server, call);
}
