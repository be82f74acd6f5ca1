import { useMemo } from "react";
import { usePeerIds } from "../hooks/usePeerIds.ts";
import { usePeople } from "../hooks/usePeople.ts";

export interface TilePlace {
  readonly connectionId: string;
  readonly kind: "camera" | "screen";
  /** A further connection of this person. */
  readonly own: boolean;
}

/** The connections beside one's own: each person's first one is a camera, what comes with it a screen. */
export function useTileOrder(): readonly TilePlace[] {
  const ids = usePeerIds();
  const people = usePeople();
  return useMemo(() => {
    const cameras = new Set(people.map(({ connectionIds: [first] }) => first));
    const others = new Set(people.flatMap(({ connectionIds }) => connectionIds));
    return ids.map((connectionId) => ({
      connectionId,
      kind: cameras.has(connectionId) ? "camera" : "screen",
      own: !others.has(connectionId),
    }));
  }, [ids, people]);
}
