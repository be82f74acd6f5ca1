import { useCallback } from "react";
import type { SoraCall } from "../call/types.ts";
import type { SafetyNumber } from "../status.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";
import { useCallState } from "./useCallState.ts";

export interface UseSafetyNumberResult {
  /** To be compared with what the other person sees; null as long as their identity key is not known. */
  readonly safetyNumber: SafetyNumber | null;
  /** A person compared it or a login server vouches for it, and a key of this identity is in use now. */
  readonly verified: boolean;
  /** It was verified before, with an identity key that is no longer theirs. */
  readonly changed: boolean;
  /**
   * Notes that a person compared this safety number (or fingerprint) and that it matches; null takes it back. False when
   * the peer has another identity key by now: then nothing is verified.
   */
  readonly setVerified: (compared: SafetyNumber | string | null) => boolean;
}

/**
 * The safety number of one peer, and whether a person compared it.
 */
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
