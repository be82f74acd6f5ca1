import { SoraE2EEError } from "../errors.ts";
import { initialState } from "../store/initial-state.ts";
import { newPeer, withSending } from "../store/peer.ts";
import type { CallState, Peer, Role, Self } from "../store/types.ts";

/** A member by what is worth saying of it; everything else is as of one that has just joined. */
export type TestPeer = Pick<Peer, "connectionId"> & Partial<Peer>;

/** A call's state by what is worth saying of it; everything else is as of a call that nobody has connected. */
export interface TestCallState extends Partial<Omit<CallState, "self" | "peers">> {
  readonly role?: Role;
  readonly self?: Partial<Omit<Self, "role">>;
  readonly peers?: readonly TestPeer[];
}

/** The whole state that `given` stands for. */
export function createTestState({
  role = "sendrecv",
  self,
  peers = [],
  ...given
}: TestCallState = {}): CallState {
  const empty = initialState(role);
  return {
    ...empty,
    ...withEnding(given),
    self: { ...empty.self, ...self },
    peers: Object.fromEntries(
      peers.map((peer) => [
        peer.connectionId,
        {
          ...withSending({ ...newPeer(peer.connectionId), announced: true, ...peer }),
          ...peer,
        } satisfies Peer,
      ]),
    ),
  };
}

/** A call that is over says why. */
function withEnding<State extends Partial<CallState>>(given: State): State {
  if (given.ending) return given;
  if (given.phase === "disconnected") return { ...given, ending: { reason: "left" } };
  if (given.phase !== "failed") return given;
  const error = given.error ?? new SoraE2EEError("internal", "A call that failed.");
  return { ...given, error, ending: { reason: error.code === "connection-lost" ? "lost" : "failed", error } };
}
