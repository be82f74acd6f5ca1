import { useMemo } from "react";
import type { SoraCall } from "../call/types.ts";
import { isSilent } from "../protocol/types.ts";
import type { SelfEncryption } from "../status.ts";
import type { CallState, Peer } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/** The encryption of a call as a whole. */
export interface CallEncryption {
  /**
   * `encrypted`: the frames of every peer are decrypted. `settling`: some peers were not observed yet.
   * `not-encrypted`: the frames of some peers cannot be decrypted, or some announced no keys. `alone`: no
   * other peer sends media that could be observed.
   */
  readonly status: "alone" | "encrypted" | "settling" | "not-encrypted";
  readonly self: SelfEncryption;
  /** Connection ids of peers that are `failing` or `unprotected`. */
  readonly notEncrypted: readonly string[];
  /** Connection ids of peers that were not observed yet: `exchanging`, or `ready` and about to send. */
  readonly settling: readonly string[];
}

/**
 * Returns the encryption status of the whole call. Renders again when the result changes, not with every peer.
 */
export function useCallEncryption(call?: SoraCall): CallEncryption {
  const self = useCallState((state) => state.self.encryption, call);
  const alone = useCallState((state) => Object.values(state.peers).every(onlyListens), call);
  const notEncrypted = useCallState((state) => idsOf(state, isNotEncrypted), call);
  const settling = useCallState((state) => idsOf(state, isSettling), call);
  return useMemo(() => {
    const status = alone
      ? "alone"
      : notEncrypted.length > 0
        ? "not-encrypted"
        : settling.length > 0
          ? "settling"
          : "encrypted";
    return { status, self, notEncrypted, settling };
  }, [alone, notEncrypted, settling, self]);
}

function idsOf({ peers }: CallState, wanted: (peer: Peer) => boolean): string[] {
  return Object.values(peers)
    .filter(wanted)
    .map(({ connectionId }) => connectionId);
}

function isNotEncrypted({ encryption: { status } }: Peer): boolean {
  return status === "failing" || status === "unprotected";
}

function isSettling(peer: Peer): boolean {
  const { status } = peer.encryption;
  return status === "exchanging" || (status === "ready" && !onlyListens(peer));
}

/**
 * The peer has keys and sends nothing, by its role or, if that is unknown, by its tracks. There is nothing to
 * wait for.
 */
function onlyListens({ encryption: { status }, role, audioTrack, videoTrack }: Peer): boolean {
  if (status !== "ready") return false;
  return isSilent(role) || (role === null && !audioTrack && !videoTrack);
}
