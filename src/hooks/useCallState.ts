import { useRef } from "react";
import { useStore } from "zustand";
import type { SoraCall } from "../call/types.ts";
import type { CallState } from "../store/types.ts";
import { useCallStore } from "./SoraCallProvider.tsx";
import { samePiece } from "./same-piece.ts";

/**
 * A piece of the call's state. The component renders again only when the piece changes; plain objects and arrays are
 * compared by their entries, so that a selector may make a new one each time.
 *
 * @param select Selects the piece of the state. It must be pure.
 */
export function useCallState<Piece>(select: (state: CallState) => Piece, call?: SoraCall): Piece {
  const last = useRef<{ readonly piece: Piece } | null>(null);
  return useStore(useCallStore(call), (state) => {
    const piece = select(state);
    if (last.current && samePiece(last.current.piece, piece)) return last.current.piece;
    last.current = { piece };
    return piece;
  });
}
