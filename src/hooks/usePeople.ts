import { useRef } from "react";
import type { SoraCall } from "../call/types.ts";
import { type Person, selectPeople } from "../store/people.ts";
import { useCallState } from "./useCallState.ts";

/**
 * The other people in the channel, each with all of their connections: someone who shares a screen beside the camera is
 * one person with two. Renders again only when somebody or a connection comes or goes; `usePeer` shows each connection.
 */
export function usePeople(call?: SoraCall): readonly Person[] {
  const last = useRef<readonly Person[]>([]);
  return useCallState((state) => {
    last.current = keepSame(last.current, selectPeople(state));
    return last.current;
  }, call);
}

function keepSame(before: readonly Person[], now: readonly Person[]): readonly Person[] {
  const kept = now.map((person) => before.find((old) => samePerson(old, person)) ?? person);
  return kept.length === before.length && kept.every((person, index) => person === before[index])
    ? before
    : kept;
}

function samePerson(a: Person, b: Person): boolean {
  return (
    a.id === b.id &&
    a.connectionIds.length === b.connectionIds.length &&
    a.connectionIds.every((connectionId, index) => connectionId === b.connectionIds[index])
  );
}
