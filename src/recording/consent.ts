import { selectParticipants } from "../store/participants.ts";
import type { CallState, Peer } from "../store/types.ts";
import type { RecordingAnswer } from "./types.ts";

/** The answers for one recording. */
export interface Consent {
  /**
   * `from` is the connection that sent the answer. False while its keys are unknown: the answer is then not
   * valid for the keys that become known, and is needed again.
   */
  record(peers: CallState["peers"], from: string, agreed: boolean): boolean;
  /** Forgets the answers of connections that have left. Another participant may get the same connection id. */
  keepOnly(peers: CallState["peers"]): void;
  of(peer: Peer): RecordingAnswer;
  /** Limit for all present participants together. */
  all(state: Pick<CallState, "self" | "peers">): readonly {
    readonly participant: string;
    readonly answer: RecordingAnswer;
  }[];
}

interface Given {
  readonly agreed: boolean;
  /** 1 for the first answer. */
  readonly place: number;
}

/**
 * An answer is valid for the participant key of its connection, so it lasts over reconnects and applies to
 * their screens. Without such a key it is valid for that connection with that identity key only: the server can
 * give the connection id to another participant. The newest valid answer counts.
 */
export function createConsent(): Consent {
  const byKey = new Map<string, Given>();
  const byConnection = new Map<string, Given & { readonly fingerprint: string | null }>();
  let count = 0;
  const of = ({ identity: { key }, connectionId, fingerprint }: Peer): RecordingAnswer => {
    const lasting = key === null ? undefined : byKey.get(key);
    const early = byConnection.get(connectionId);
    const isNewer = early?.fingerprint === fingerprint && early.place > (lasting?.place ?? 0);
    const newest = isNewer ? early : lasting;
    return newest === undefined ? "unanswered" : newest.agreed ? "agreed" : "declined";
  };
  return {
    record: (peers, from, agreed) => {
      const peer = peers[from];
      if (!peer) return false;
      const { key } = peer.identity;
      const { fingerprint } = peer;
      count += 1;
      const given: Given = { agreed, place: count };
      if (key !== null) byKey.set(key, given);
      // It may have answered before its key was known.
      if (key === null || byConnection.has(from)) byConnection.set(from, { ...given, fingerprint });
      return key !== null || fingerprint !== null;
    },
    keepOnly: (peers) => {
      for (const connectionId of byConnection.keys()) {
        if (!Object.hasOwn(peers, connectionId)) byConnection.delete(connectionId);
      }
    },
    of,
    all: (state) =>
      selectParticipants(state).map(({ id }) => {
        const peer = state.peers[id];
        return { participant: id, answer: peer ? of(peer) : "unanswered" };
      }),
  };
}

/** A connection id has no colon, and a key has one, so they cannot be confused. */
export function participantKeyOf({ identity: { key }, connectionId }: Peer): string {
  return key ?? connectionId;
}
