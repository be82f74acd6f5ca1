import { useMemo, useRef } from "react";
import { nameOf } from "../components/participants/name-of.ts";
import type { ListedPerson } from "../components/participants/PeerListItem.tsx";
import { samePiece } from "../hooks/same-piece.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useSelf } from "../hooks/useSelf.ts";
import { claimsScreen, selectPeople } from "../store/people.ts";
import type { CallState } from "../store/types.ts";
import { useMeeting } from "./useMeeting.ts";

/**
 * Everybody for a `PeerList`, oneself first, and each screen on a line after the participant whose screen it says it is.
 * Another array, and another entry, only when it says something else.
 */
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
  return selectPeople(state).flatMap(({ id: owner, connectionIds }) =>
    connectionIds.flatMap((connectionId) => {
      const peer = state.peers[connectionId];
      if (!peer) return [];
      const { role, encryption, verified, sending, presence } = peer;
      const microphoneOff = !sending.audio && presence === "present";
      // A screen is called after the participant it names, and not by what it calls itself.
      const named = { connectionId, name: nameOf(names, owner) ?? owner };
      const kind = claimsScreen(peer) ? ("screen" as const) : ("camera" as const);
      return [{ ...named, kind, role, encryption, verified, microphoneOff }];
    }),
  );
}
