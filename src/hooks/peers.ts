import { useRef } from "react";
import type { SoraCall } from "../call/types.ts";
import type { PeerEncryption } from "../status.ts";
import type { Peer, Self } from "../store/types.ts";
import { samePiece } from "./same-piece.ts";
import { useCallState } from "./useCallState.ts";

type SelfWithoutCounts = Omit<Self, "senders">;

/**
 * Our own state in the call, without the frame counts, which change several times per second. `useCallState`
 * has those.
 */
export function useSelf(call?: SoraCall): SelfWithoutCounts {
  return useCallState(({ self: { senders: _counts, ...self } }) => self, call);
}

/** The connection ids of the other peers, in the order in which they joined. */
export function usePeerIds(call?: SoraCall): readonly string[] {
  return useCallState((state) => Object.keys(state.peers), call);
}

/** A peer without the frame counts, with the type of the app's metadata. */
type SeenPeer<Metadata> = Omit<Peer, "receivers" | "metadata"> & { readonly metadata: Metadata | null };

/**
 * One peer; null when it is not (or no longer) there. Renders again only when this peer changes. It has no
 * frame counts, because these change several times a second. `useCallState` has them.
 *
 * @typeParam Metadata The app's metadata. Peers and the server can send anything: check it before use.
 */
export function usePeer<Metadata = unknown>(
  connectionId: string,
  call?: SoraCall,
): SeenPeer<Metadata> | null {
  return useCallState((state) => {
    const found = state.peers[connectionId];
    return found ? withoutCounts<Metadata>(found) : null;
  }, call);
}

/**
 * All other peers, in the order in which they joined, without the frame counts. Renders again when one of them
 * changes: with many peers, `usePeerIds` and a component with `usePeer` for each render less.
 *
 * @typeParam Metadata The app's metadata. Peers and the server can send anything: check it before use.
 */
export function usePeers<Metadata = unknown>(call?: SoraCall): readonly SeenPeer<Metadata>[] {
  const known = useRef<ReadonlyMap<string, SeenPeer<Metadata>>>(new Map());
  return useCallState((state) => {
    const peers = Object.values(state.peers).map((peer) => {
      const next = withoutCounts<Metadata>(peer);
      const before = known.current.get(peer.connectionId);
      return before && samePiece(before, next) ? before : next;
    });
    known.current = new Map(peers.map((peer) => [peer.connectionId, peer]));
    return peers;
  }, call);
}

function withoutCounts<Metadata>({ receivers: _counts, ...peer }: Peer): SeenPeer<Metadata> {
  return peer as SeenPeer<Metadata>;
}

/**
 * The observed encryption of one peer. Null when the peer is not present. Renders again only when the status
 * or its reason changes.
 */
export function usePeerEncryption(connectionId: string, call?: SoraCall): PeerEncryption | null {
  return useCallState((state) => state.peers[connectionId]?.encryption ?? null, call);
}
