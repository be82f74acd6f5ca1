import type { WorkerFacts } from "../status.ts";
import { withLog } from "./event-log.ts";
import { initialState } from "./initial-state.ts";
import { addTrack, announcedPeer, lostPeer, removeTrack, setVerified, withFacts } from "./peer.ts";
import type { CallEvent, CallState, Peer } from "./types.ts";

/** The state after `event`. Pure; what did not change keeps its identity. */
export function reduce(state: CallState, event: CallEvent, at: number): CallState {
  return withLog(state, apply(state, event), event, at);
}

function apply(state: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case "phase":
      return event.phase === "initializing"
        ? { ...state, phase: event.phase, error: null, ending: null }
        : { ...state, phase: event.phase };
    case "ended": {
      const { ending } = event;
      return "error" in ending
        ? { ...state, phase: "failed", error: ending.error, ending }
        : { ...state, phase: "disconnected", ending };
    }
    case "progress":
      return { ...state, progress: { loaded: event.loaded, total: event.total } };
    case "self-stream":
      return { ...state, self: { ...state.self, stream: event.stream } };
    case "self-fingerprint":
      return { ...state, self: { ...state.self, fingerprint: event.fingerprint } };
    case "self-connected": {
      const { connectionId, clientId, bundleId = null, present } = event;
      const stayed = Object.entries(state.peers).filter(
        ([id, { presence }]) => presence === "present" || present.includes(id),
      );
      return {
        ...state,
        self: { ...state.self, connectionId, clientId, bundleId },
        peers: Object.fromEntries(stayed),
      };
    }
    case "self-encryption":
      return state.self.encryption === event.status
        ? state
        : { ...state, self: { ...state.self, encryption: event.status } };
    case "channel":
      return { ...state, channel: event.counts };
    case "member-present":
    case "member-joined":
      return withPeer(state, announcedPeer(state.peers[event.member.connectionId], event.member));
    case "member-left":
      return withoutPeer(state, event.connectionId);
    case "track-added":
      return withPeer(state, addTrack(state.peers[event.connectionId], event));
    case "track-removed": {
      const peer = state.peers[event.connectionId];
      if (!peer) return state;
      const next = removeTrack(peer, event.track);
      const gone = !next.announced && !next.audioTrack && !next.videoTrack;
      return gone ? withoutPeer(state, event.connectionId) : withPeer(state, next);
    }
    case "facts":
      return applyFacts(state, event.facts);
    case "verify": {
      const peer = state.peers[event.connectionId];
      return peer ? withPeer(state, setVerified(peer, event.verified)) : state;
    }
    case "refused":
      return state;
    case "connection-lost": {
      const { self, ...empty } = initialState(state.self.role);
      const peers = Object.values(state.peers).map((peer) => [peer.connectionId, lostPeer(peer)]);
      return {
        ...empty,
        phase: state.phase,
        log: state.log,
        self: { ...self, connectionId: state.self.connectionId, stream: state.self.stream },
        peers: Object.fromEntries(peers),
      };
    }
    case "reset": {
      const empty = initialState(state.self.role);
      return { ...empty, phase: state.phase, error: state.error, ending: state.ending, log: state.log };
    }
  }
}

function withPeer(state: CallState, peer: Peer): CallState {
  if (state.peers[peer.connectionId] === peer) return state;
  return { ...state, peers: { ...state.peers, [peer.connectionId]: peer } };
}

function withoutPeer(state: CallState, connectionId: string): CallState {
  if (!state.peers[connectionId]) return state;
  const { [connectionId]: _gone, ...peers } = state.peers;
  return { ...state, peers };
}

function applyFacts(state: CallState, facts: WorkerFacts): CallState {
  let peers: Record<string, Peer> | null = null;
  for (const observed of facts.peers) {
    const peer = state.peers[observed.connectionId];
    if (!peer) continue;
    const next = withFacts(peer, observed);
    if (next === peer) continue;
    peers ??= { ...state.peers };
    peers[peer.connectionId] = next;
  }
  return {
    ...state,
    self: { ...state.self, keyId: facts.selfKeyId, senders: facts.senders },
    peers: peers ?? state.peers,
  };
}
