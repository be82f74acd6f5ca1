import { useCallback } from "react";
import type { SoraCall } from "../call/types.ts";
import type { SafetyNumber } from "../status.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";
import { useCallState } from "./useCallState.ts";

export interface UseSafetyNumberResult {
  /**
   * The number to compare with the one that the other person sees. Null while their identity key is unknown.
   */
  readonly safetyNumber: SafetyNumber | null;
  /**
   * True when a person compared it or a login server vouches for it, and a key of this identity is in use.
   */
  readonly verified: boolean;
  /** True when it was verified before, with another identity key. */
  readonly changed: boolean;
  /**
   * Records that a person compared this safety number (or fingerprint) and that it matches. Null withdraws
   * that. False when the peer has another identity key now, and then no peer is verified.
   */
  readonly setVerified: (compared: SafetyNumber | string | null) => boolean;
}

/** The safety number of one peer, and the result of its comparison. */
export function useSafetyNumber(connectionId: string, call?: SoraCall): UseSafetyNumberResult {
  const owner = useSoraCall(call);
  const safetyNumber = useCallState((state) => state.peers[connectionId]?.safetyNumber ?? null, owner);
  const verified = useCallState((state) => state.peers[connectionId]?.verified ?? false, owner);
  const changed = useCallState((state) => state.peers[connectionId]?.identityChanged ?? false, owner);
  const setVerified = useCallback(
    (compared: SafetyNumber | string | null) => owner.setVerified(connectionId, compared),
    [owner, connectionId],
  );
  return { safetyNumber, verified, changed, setVerified };
}
