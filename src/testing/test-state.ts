import { SoraE2EEError } from "../errors.ts";
import type { Role } from "../protocol/types.ts";
import { initialState } from "../store/initial-state.ts";
import { newPeer, withSending } from "../store/peer.ts";
import { recordOf } from "../store/record.ts";
import type { CallState, Peer, Self } from "../store/types.ts";
import { createTestTrack } from "./test-tracks.ts";

/** The important facts of a peer. Missing ones are those of a peer that has just joined. */
export type TestPeer = Pick<Peer, "connectionId"> & Partial<Peer>;

/** The important facts of a call's state. Missing ones are those of a call before the first connect. */
export interface TestCallState extends Partial<Omit<CallState, "self" | "peers">> {
  readonly role?: Role;
  readonly self?: Partial<Omit<Self, "role">>;
  readonly peers?: readonly TestPeer[];
}

/** The complete state for `given`. */
export function createTestState({
  role = "sendrecv",
  self,
  peers = [],
  ...given
}: TestCallState = {}): CallState {
  const empty = initialState(role);
  return {
    ...empty,
    ...withEnding(defined(given)),
    self: { ...empty.self, ...defined(self ?? {}) },
    peers: recordOf(peers.map((peer) => [peer.connectionId, testPeer(peer)])),
  };
}

/** An undefined field counts as a missing field, as in the arguments of a story. */
function defined<Given extends object>(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given;
}

/** A call that is over has a reason. */
function withEnding<State extends Partial<CallState>>(given: State): State {
  if (given.ending) return given;
  if (given.phase === "disconnected") return { ...given, ending: { reason: "left" } };
  if (given.phase !== "failed") return given;
  const error = given.error ?? new SoraE2EEError("internal", "A call that failed.");
  return { ...given, error, ending: { reason: error.code === "connection-lost" ? "lost" : "failed", error } };
}

/** A verified peer has the identity key that was verified. */
function testPeer(fields: TestPeer): Peer {
  const given = defined(fields);
  const { connectionId, verified = false } = given;
  const fingerprint = given.fingerprint ?? (verified ? "00:00" : null);
  const verifiedFingerprint = verified ? fingerprint : null;
  const peer = { ...newPeer(connectionId), announced: true, role: "sendrecv" as const, fingerprint };
  // Sent media need a track. Without one, the next observation would show that the peer sends nothing.
  const { audio = false, video = false } = given.sending ?? {};
  const tracks = {
    ...(audio && { audioTrack: createTestTrack("audio") }),
    ...(video && { videoTrack: createTestTrack("video") }),
    ...given,
  };
  return { ...withSending({ ...peer, verifiedFingerprint, ...tracks }), ...tracks, fingerprint };
}
