import { maxPeers, type RoomFacts, type WorkerFacts } from "../status.ts";
import { withLog } from "./event-log.ts";
import { initialState } from "./initial-state.ts";
import { withOwnConnection } from "./own-connections.ts";
import { addTrack, announcedPeer, lostPeer, newPeer, removeTrack, withFacts, withIdentity } from "./peer.ts";
import { noReceipts, withoutReceipts, withReceipt } from "./receipts.ts";
import { recordOf, withEntry, withoutEntry } from "./record.ts";
import { unknownServer, withNotice, withoutFocusOf } from "./server.ts";
import type { CallEvent, CallState, Peer } from "./types.ts";
import {
  isWorthRemembering,
  judged,
  trustOf,
  withAcceptance,
  withAnswer,
  withoutComparison,
} from "./verification.ts";

const maxDeparted = 2 * maxPeers;

/** The state after `event`. Pure. Unchanged parts stay the same objects. */
export function reduce(state: CallState, event: CallEvent, at: number): CallState {
  return withLog(state, apply(state, event, at), event, at);
}

function apply(state: CallState, event: CallEvent, at: number): CallState {
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
    case "self-device": {
      const { self } = state;
      if (self.devices[event.kind] === event.status) return state;
      return { ...state, self: { ...self, devices: { ...self.devices, [event.kind]: event.status } } };
    }
    case "self-fingerprint":
      return { ...state, self: { ...state.self, fingerprint: event.fingerprint } };
    case "self-participant": {
      const { participantId, name = null, role = state.self.role } = event;
      return { ...state, self: { ...state.self, participantId, name, role } };
    }
    case "self-identity":
      return { ...state, self: { ...state.self, identity: event.identity } };
    case "identity": {
      const peer = state.peers[event.connectionId];
      return peer ? withPeer(state, withIdentity(peer, event.identity)) : state;
    }
    case "self-connected":
      return applyConnected(state, event);
    case "self-encryption":
      return state.self.encryption.status === event.status
        ? state
        : { ...state, self: { ...state.self, encryption: { status: event.status } } };
    case "own-connection": {
      const self = withOwnConnection(state.self, event.connectionId, event.own);
      return self === state.self ? state : { ...state, self };
    }
    case "channel":
      return { ...state, channel: event.counts };
    case "server-connected":
      return { ...state, server: { ...(state.server ?? unknownServer), ...event.details } };
    case "server-notice": {
      const server = withNotice(state.server, event.notice);
      return server === state.server ? state : { ...state, server };
    }
    case "peer-present":
    case "peer-joined":
      return changePeer(state, event.peer.connectionId, true, (peer) => announcedPeer(peer, event.peer));
    case "peer-left":
      return withoutPeer(state, event.connectionId);
    case "track-added":
      return changePeer(state, event.connectionId, false, (peer) => addTrack(peer, event));
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
      return peer ? withPeer(state, withAnswer(peer, event.compared ?? null)) : state;
    }
    case "accept": {
      const peer = state.peers[event.connectionId];
      return peer ? withPeer(state, withAcceptance(peer)) : state;
    }
    case "withdrawn":
      return applyWithdrawn(state, event.key);
    case "receipt":
      return withReceipt(state, event.connectionId, event.receipt, at);
    case "receipts-lapsed":
      return withoutReceipts(state, event.connectionIds);
    case "sending":
      return { ...state, receipts: { ...(state.receipts ?? noReceipts), sending: event.sending } };
    case "quality":
      return { ...state, quality: event.quality };
    case "refused":
      return state;
    case "connection-lost":
      return applyLost(state);
    case "reset": {
      const { self, ...empty } = initialState(state.self.role);
      const { participantId, name } = state.self;
      return {
        ...empty,
        self: { ...self, participantId, name },
        phase: state.phase,
        error: state.error,
        ending: state.ending,
        log: state.log,
      };
    }
  }
}

type Connected = Extract<CallEvent, { type: "self-connected" }>;

/** Absent peers from before a reconnect have left. Our own connection is not a peer. */
function applyConnected(state: CallState, event: Connected): CallState {
  const { connectionId, clientId, bundleId = null } = event;
  const present = new Set(event.present);
  const self = { ...state.self, connectionId, clientId, bundleId };
  const gone = Object.values(state.peers).filter(
    (peer) =>
      peer.connectionId === connectionId ||
      (peer.presence === "reconnecting" && !present.has(peer.connectionId)),
  );
  return gone.reduce<CallState>((next, peer) => withoutPeer(next, peer.connectionId), { ...state, self });
}

/** Peers stay listed. The server may still list our lost connection as a peer for a while. */
function applyLost(state: CallState): CallState {
  const { self: lost } = state;
  const { self, ...empty } = initialState(lost.role);
  const { connectionId, stream, devices, participantId, name, ownConnections, fingerprint, identity } = lost;
  const kept = { ...self, connectionId, stream, devices, participantId, name, ownConnections, identity };
  return {
    ...empty,
    phase: state.phase,
    log: state.log,
    departed: state.departed,
    // Only the first time, because a later attempt has the fingerprint of another connection.
    self:
      connectionId === null || ownConnections[connectionId]
        ? kept
        : withOwnConnection(kept, connectionId, { purpose: "camera", fingerprint }),
    peers: recordOf(Object.values(state.peers).map((peer) => [peer.connectionId, lostPeer(peer)])),
  };
}

/** Also for connections that have left, because they may return. */
function applyWithdrawn(state: CallState, key: string): CallState {
  const peers = Object.values(state.peers).map((peer) => judged(withoutComparison(peer, key)));
  const departed = Object.entries(state.departed)
    .map(([id, trust]) => [id, withoutComparison(trust, key)] as const)
    .filter(([, trust]) => isWorthRemembering(trust));
  return {
    ...state,
    peers: recordOf(peers.map((peer) => [peer.connectionId, peer])),
    departed: recordOf(departed),
  };
}

/**
 * Changes a peer, or creates one. Announced peers and peers known only by tracks have separate limits, so
 * that made-up tracks cannot exclude announced peers.
 */
function changePeer(
  state: CallState,
  connectionId: string,
  announced: boolean,
  change: (peer: Peer) => Peer,
): CallState {
  if (connectionId === state.self.connectionId) return state;
  const known = state.peers[connectionId];
  const next = change(known ?? newPeer(connectionId, state.departed[connectionId]));
  const isMore = known === undefined || (announced && !known.announced);
  if (isMore && countPeers(state, announced) >= maxPeers) return state;
  const { departed } = state;
  return withPeer({ ...state, departed: known ? departed : withoutEntry(departed, connectionId) }, next);
}

function countPeers({ peers }: CallState, announced: boolean): number {
  return Object.values(peers).filter((peer) => peer.announced === announced).length;
}

function withPeer(state: CallState, peer: Peer): CallState {
  const peers = withEntry(state.peers, peer.connectionId, peer);
  return peers === state.peers ? state : { ...state, peers };
}

/** A peer that returns with the same connection id keeps the person's decision: leaving does not clear a warning. */
function withoutPeer(state: CallState, connectionId: string): CallState {
  const peer = state.peers[connectionId];
  if (!peer) return state;
  const departed = isWorthRemembering(peer)
    ? bounded(withEntry(state.departed, connectionId, trustOf(peer)))
    : state.departed;
  const server = withoutFocusOf(state.server, connectionId);
  const peers = withoutEntry(state.peers, connectionId);
  return withoutReceipts({ ...state, departed, server, peers }, [connectionId]);
}

/**
 * A peer can come and go with a contact's warning any number of times. Such a warning comes back with its key, so the
 * oldest of them are dropped first.
 */
function bounded(departed: CallState["departed"]): CallState["departed"] {
  const entries = Object.entries(departed);
  if (entries.length <= maxDeparted) return departed;
  const [dropped] =
    entries.find(([, trust]) => trust.verifiedFingerprint === null && !trust.connectionChanged) ??
    entries[0] ??
    [];
  return recordOf(entries.filter(([id]) => id !== dropped));
}

function applyFacts(state: CallState, facts: WorkerFacts): CallState {
  const changed = new Map<string, Peer>();
  for (const observed of facts.peers) {
    const peer = changed.get(observed.connectionId) ?? state.peers[observed.connectionId];
    if (peer) changed.set(peer.connectionId, withFacts(peer, observed));
  }
  const isAnother = [...changed].some(([id, peer]) => state.peers[id] !== peer);
  const entries = Object.entries(state.peers).map(([id, peer]) => [id, changed.get(id) ?? peer] as const);
  return {
    ...state,
    self: { ...state.self, keyId: facts.selfKeyId, senders: facts.senders },
    peers: isAnother ? recordOf(entries) : state.peers,
    ...(facts.room !== undefined && { room: sameRoom(state.room, facts.room) }),
  };
}

/** Reports repeat it. It stays the same object until a value changes. */
function sameRoom(known: RoomFacts | null = null, told: RoomFacts | null): RoomFacts | null {
  const isSame =
    known?.epoch === told?.epoch && known?.size === told?.size && known?.code.digits === told?.code.digits;
  return isSame ? known : told;
}
