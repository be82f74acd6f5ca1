import { useMemo, useRef } from "react";
import type { ListedPerson } from "../components/PeerListItem.tsx";
import { samePiece } from "../hooks/same-piece.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useSelf } from "../hooks/useSelf.ts";
import { selectPeople } from "../store/people.ts";
import type { CallState } from "../store/types.ts";
import { useMeeting } from "./useMeeting.ts";

/** Everybody for a `PeerList`, oneself first. Another array, and another entry, only when it says something else. */
export function useListedPeople(): readonly ListedPerson[] {
  const { name, names, media } = useMeeting();
  const { connectionId, role, encryption } = useSelf();
  const microphoneOff = media?.microphone.status !== "on";
  const self = useMemo(
    () => ({ local: true, connectionId, name, role, encryption, microphoneOff }) as const,
    [connectionId, name, role, encryption, microphoneOff],
  );
  const known = useRef<ReadonlyMap<string | null, ListedPerson>>(new Map());
  const others = useCallState((state) => {
    const people = listOthers(state, names).map((person) => {
      const before = known.current.get(person.connectionId);
      return before && samePiece(before, person) ? before : person;
    });
    known.current = new Map(people.map((person) => [person.connectionId, person]));
    return people;
  });
  return useMemo(() => [self, ...others], [self, others]);
}

function listOthers(state: CallState, names: Readonly<Record<string, string>>): ListedPerson[] {
  return selectPeople(state).flatMap(({ connectionIds: [id] }) => {
    const peer = state.peers[id];
    if (!peer) return [];
    const { role, encryption, verified, sending, presence } = peer;
    const microphoneOff = !sending.audio && presence === "present";
    return [{ connectionId: id, name: names[id] ?? id, role, encryption, verified, microphoneOff }];
  });
}
