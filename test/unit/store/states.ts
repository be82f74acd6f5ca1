import type { PeerInfo } from "../../../src/protocol/types.ts";
import type { PeerFacts, ReceiverFacts } from "../../../src/status.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { reduce } from "../../../src/store/reduce.ts";
import type { CallEvent, CallState, Peer } from "../../../src/store/types.ts";

export const me = "ME------------------------";
export const alice = "ALICE---------------------";
export const bob = "BOB-----------------------";
export const stream = { id: "stream" } as MediaStream;
export const track = (kind: "audio" | "video") => ({ kind }) as MediaStreamTrack;

export const peer = (connectionId: string, given: Partial<PeerInfo> = {}): PeerInfo => ({
  connectionId,
  clientId: "client",
  bundleId: "bundle",
  role: "sendonly",
  participant: { id: "p", purpose: "camera" },
  name: null,
  metadata: { name: "A" },
  ...given,
});

export const refused = { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 };
export const receiver = (given: Partial<ReceiverFacts> = {}): ReceiverFacts => ({
  transformId: 1,
  kind: "video",
  received: 1,
  passed: 1,
  waiting: 0,
  skipped: 0,
  idle: false,
  refused,
  ...given,
});

export const peerFacts = (given: Partial<PeerFacts> = {}): PeerFacts => ({
  connectionId: alice,
  encryption: { status: "encrypted" },
  keyId: 3,
  fingerprint: "aa",
  safetyNumber: { digits: "1", words: ["w"], emoji: [1] },
  receivers: [receiver()],
  ...given,
});

export const reduced = (state: CallState, ...events: CallEvent[]): CallState =>
  events.reduce((next, event) => reduce(next, event, 0), state);
export const observed = (given: Partial<PeerFacts> = {}): CallEvent => ({
  type: "facts",
  facts: { selfKeyId: 5, senders: [], peers: [peerFacts(given)] },
});
export const peerOf = (state: CallState): Peer => state.peers[alice] as Peer;

/** A call with something in every part of its state, and one peer. */
export const fullState = (): CallState =>
  reduced(
    initialState("sendrecv"),
    { type: "phase", phase: "connecting" },
    { type: "self-connected", connectionId: me, clientId: "c", bundleId: "b", present: [] },
    { type: "progress", loaded: 1, total: 2 },
    { type: "self-stream", stream },
    { type: "self-device", kind: "audio", status: "on" },
    { type: "self-fingerprint", fingerprint: "ff" },
    { type: "self-participant", participantId: "me" },
    { type: "self-encryption", status: "protected" },
    { type: "own-connection", connectionId: bob, own: { purpose: "screen", fingerprint: "bb" } },
    { type: "channel", counts: { connections: 2, sendrecv: 2, sendonly: 0, recvonly: 0 } },
    { type: "peer-joined", peer: peer(alice) },
    observed(),
  );
