import { useCallback } from "react";
import type { SoraCall } from "../call/types.ts";
import { noIdentity, type PeerIdentity } from "../protocol/identity.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";
import { useCallState } from "./useCallState.ts";

export interface UseIdentityResult {
  /** The identity of the peer by its participant key. Status `none` when there is no such peer. */
  readonly identity: PeerIdentity;
  /**
   * Accepts a changed key as another device of the same user, without comparing. False when no warning is
   * open. A person must decide this, so never call it automatically.
   */
  readonly accept: () => boolean;
}

/** Returns the identity of a peer over connections and calls. Renders again only when it changes. */
export function useIdentity(connectionId: string, call?: SoraCall): UseIdentityResult {
  const owner = useSoraCall(call);
  const identity = useCallState((state) => state.peers[connectionId]?.identity ?? noIdentity, owner);
  const accept = useCallback(() => owner.acceptIdentity(connectionId), [owner, connectionId]);
  return { identity, accept };
}
