import { useRef } from "react";
import type { SoraCall } from "../call/types.ts";
import { type Person, selectPeople } from "../store/people.ts";
import type { CallState } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

/**
 * The other people in the channel, each with all of their connections: someone who shares a screen beside the camera is
 * one person with two. Renders again only when somebody or a connection comes or goes; `usePeer` shows each connection.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function usePeople(call?: SoraCall): readonly Person[] {
  const last = useRef<{ readonly from: CallState; readonly people: readonly Person[] } | null>(null);
  return useCallState((state) => {
    const { from, people } = last.current ?? { from: null, people: [] };
    const same = from?.peers === state.peers && from.self === state.self;
    last.current = { from: state, people: same ? people : keepSame(people, selectPeople(state)) };
    return last.current.people;
  }, call);
}

function keepSame(before: readonly Person[], now: readonly Person[]): readonly Person[] {
  const known = new Map(before.map((person) => [person.id, person]));
  const kept = now.map((person) => {
    const old = known.get(person.id);
    return old && samePerson(old, person) ? old : person;
  });
  return kept.length === before.length && kept.every((person, index) => person === before[index])
    ? before
    : kept;
}

function samePerson(a: Person, b: Person): boolean {
  return (
    a.connectionIds.length === b.connectionIds.length &&
    a.connectionIds.every((connectionId, index) => connectionId === b.connectionIds[index])
  );
}
