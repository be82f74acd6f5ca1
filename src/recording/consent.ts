import { selectParticipants } from "../store/participants.ts";
import type { CallState, Peer } from "../store/types.ts";
import type { RecordingAnswer } from "./types.ts";

/** The answers for one recording. */
export interface Consent {
  /** `from` is the connection that sent the answer. */
  record(peers: CallState["peers"], from: string, agreed: boolean): void;
  /** Forgets the answers of connections that have left. Another participant may get the same connection id. */
  keepOnly(peers: CallState["peers"]): void;
  of(peer: Peer): RecordingAnswer;
  /** Limit for all present participants together. */
  all(state: Pick<CallState, "self" | "peers">): readonly {
    readonly participant: string;
    readonly answer: RecordingAnswer;
  }[];
}

/**
 * An answer is valid for the participant key of its connection, so it lasts over reconnects and applies to
 * their screens. Without such a key it is valid for that connection only.
 */
export function createConsent(): Consent {
  const answers = new Map<string, boolean>();
  const connections = new Set<string>();
  const of = ({ identity: { key }, connectionId }: Peer): RecordingAnswer => {
    const agreed = (key === null ? undefined : answers.get(key)) ?? answers.get(connectionId);
    return agreed === undefined ? "unanswered" : agreed ? "agreed" : "declined";
  };
  return {
    record: (peers, from, agreed) => {
      const peer = peers[from];
      if (!peer) return;
      answers.set(participantKeyOf(peer), agreed);
      if (peer.identity.key === null) connections.add(from);
      // It may have answered before its key was known, so the last answer is used.
      if (answers.has(from)) answers.set(from, agreed);
    },
    keepOnly: (peers) => {
      for (const connectionId of connections) {
        if (Object.hasOwn(peers, connectionId)) continue;
        connections.delete(connectionId);
        answers.delete(connectionId);
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
