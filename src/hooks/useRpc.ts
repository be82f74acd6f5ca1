import { useCallback } from "react";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";
import { useCallState } from "./useCallState.ts";

const none: readonly string[] = [];

export interface UseRpcResult {
  /** The method `call.rpc`. */
  readonly rpc: SoraCall["rpc"];
  /** The allowed methods; empty without a connection, and on a server without RPC. */
  readonly methods: readonly string[];
}

/**
 * RPC of Sora 2025.2 and newer: calls methods of the server, such as the one that asks for another simulcast layer.
 *
 * @param call Replaces the call of the nearest `SoraCallProvider`.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useRpc(call?: SoraCall): UseRpcResult {
  const owner = useSoraCall(call);
  const methods = useCallState(({ server }) => server?.rpcMethods ?? none, call);
  const rpc = useCallback<SoraCall["rpc"]>((...call) => owner.rpc(...call), [owner]);
  return { rpc, methods };
}
