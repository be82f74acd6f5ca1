import { useMemo } from "react";
import { useCallState } from "../hooks/useCallState.ts";
import { useParticipants } from "../hooks/useParticipants.ts";
import { usePeerIds } from "../hooks/usePeerIds.ts";
import { claimsScreen, selectOwnScreens } from "../store/participants.ts";

export interface TilePlace {
  readonly connectionId: string;
  readonly kind: "camera" | "screen";
  /** A screen that this page shares. */
  readonly own: boolean;
  /** Connection id of the participant whose screen it says it is. */
  readonly screenOf: string | null;
}

/** The connections beside one's own, in the order in which they came. */
export function useTileOrder(): readonly TilePlace[] {
  const ids = usePeerIds();
  const participants = useParticipants();
  const ownScreens = useCallState(selectOwnScreens);
  const screens = useCallState(({ peers }) => ids.filter((id) => peers[id] && claimsScreen(peers[id])));
  return useMemo(() => {
    const owners = new Map<string, string>();
    for (const { id, connectionIds } of participants) for (const one of connectionIds) owners.set(one, id);
    return ids.flatMap((connectionId): TilePlace[] => {
      const owner = owners.get(connectionId);
      // Our own: a screen has a tile, and a connection that we lost has none.
      if (owner === undefined) {
        if (!ownScreens.includes(connectionId)) return [];
        return [{ connectionId, kind: "screen", own: true, screenOf: null }];
      }
      const kind = screens.includes(connectionId) ? "screen" : "camera";
      return [{ connectionId, kind, own: false, screenOf: owner === connectionId ? null : owner }];
    });
  }, [ids, participants, ownScreens, screens]);
}
