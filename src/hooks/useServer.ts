import type { SoraCall } from "../call/types.ts";
import type { ServerState } from "../store/server.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Returns the server's information about our connection: its address, session and `authMetadata`, the RPC methods, how unstable our
 * network is, who has spotlight's focus, and which simulcast layers we get. Null while there is no connection. Nothing of it
 * is proven.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useServer(call?: SoraCall): ServerState | null {
  return useCallState(({ server }) => server, call);
}
