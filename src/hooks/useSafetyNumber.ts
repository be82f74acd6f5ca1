import { useCallback } from "react";
import type { SoraCall } from "../call/types.ts";
import type { SafetyNumber } from "../status.ts";
import { useCallState } from "./useCallState.ts";
import { useSoraCall } from "./useSoraCall.ts";

export interface UseSafetyNumberResult {
  /** To be compared with what the other person sees; null as long as their identity key is not known. */
  readonly safetyNumber: SafetyNumber | null;
  /** A person compared it, and the identity key has not changed since. */
  readonly verified: boolean;
  /** It was verified before, with an identity key that is no longer theirs. */
  readonly changed: boolean;
  /** Notes that a person compared it, or takes it back. */
  readonly setVerified: (verified: boolean) => void;
}

/**
 * The safety number of one member, and whether a person compared it.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useSafetyNumber(connectionId: string, call?: SoraCall): UseSafetyNumberResult {
  const owner = useSoraCall(call);
  const safetyNumber = useCallState((state) => state.peers[connectionId]?.safetyNumber ?? null, owner);
  const verified = useCallState((state) => state.peers[connectionId]?.verified ?? false, owner);
  const changed = useCallState((state) => state.peers[connectionId]?.identityChanged ?? false, owner);
  const setVerified = useCallback(
    (next: boolean) => owner.setVerified(connectionId, next),
    [owner, connectionId],
  );
  return { safetyNumber, verified, changed, setVerified };
}
