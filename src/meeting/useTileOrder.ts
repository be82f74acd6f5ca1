import { useRef } from "react";
import { usePeerIds } from "../hooks/peers.ts";
import { samePiece } from "../hooks/same-piece.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { selectTilePlace, type TilePlace } from "../store/participants.ts";

type PlacedTile = TilePlace & { readonly connectionId: string };

/**
 * The connections except our own, in the order in which they joined. The array changes only when a position
 * changes.
 */
export function useTileOrder(): readonly PlacedTile[] {
  const ids = usePeerIds();
  const known = useRef<readonly PlacedTile[]>([]);
  return useCallState((state) => {
    const tiles = ids.flatMap((connectionId) => {
      const place = selectTilePlace(state, connectionId);
      return place ? [{ connectionId, ...place }] : [];
    });
    const before = known.current;
    const same =
      tiles.length === before.length && tiles.every((tile, index) => samePiece(tile, before[index]));
    if (!same) known.current = tiles;
    return known.current;
  });
}
