import { useRef } from "react";
import type { SoraCall } from "../call/types.ts";
import { type Participant, selectParticipants } from "../store/participants.ts";
import type { CallState } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/**
 * The other participants in the channel, each with all of their connections. A participant who shares a
 * screen beside the camera has two connections. Renders again only when a participant or a connection joins
 * or leaves. `usePeer` shows each connection.
 */
export function useParticipants(call?: SoraCall): readonly Participant[] {
  const last = useRef<{ readonly from: CallState; readonly participants: readonly Participant[] } | null>(
    null,
  );
  return useCallState((state) => {
    const { from, participants } = last.current ?? { from: null, participants: [] };
    const same = from?.peers === state.peers && from.self === state.self;
    last.current = {
      from: state,
      participants: same ? participants : keepSame(participants, selectParticipants(state)),
    };
    return last.current.participants;
  }, call);
}

function keepSame(before: readonly Participant[], now: readonly Participant[]): readonly Participant[] {
  const known = new Map(before.map((participant) => [participant.id, participant]));
  const kept = now.map((participant) => {
    const old = known.get(participant.id);
    return old && sameParticipant(old, participant) ? old : participant;
  });
  return kept.length === before.length && kept.every((participant, index) => participant === before[index])
    ? before
    : kept;
}

function sameParticipant(a: Participant, b: Participant): boolean {
  return (
    a.connectionIds.length === b.connectionIds.length &&
    a.connectionIds.every((connectionId, index) => connectionId === b.connectionIds[index])
  );
}
