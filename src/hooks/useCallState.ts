import { useRef } from "react";
import { useStore } from "zustand";
import type { SoraCall } from "../call/types.ts";
import type { CallState } from "../store/types.ts";
import { useCallStore } from "./SoraCallProvider.tsx";
import { samePiece } from "./same-piece.ts";

/**
 * A piece of the call's state. The component renders again only when the piece changes. Plain objects and arrays are
 * compared by their contents, also nested ones, so that a selector may make new ones each time. Any other new object,
 * such as a `Map`, counts as changed whenever the state changes.
 *
 * @param select Selects the piece of the state. It must be pure.
 */
export function useCallState<Piece>(select: (state: CallState) => Piece, call?: SoraCall): Piece {
  const last = useRef<{ readonly piece: Piece } | null>(null);
  // React reads the piece of one state several times and renders without end when the results differ.
  let read: { readonly state: CallState; readonly piece: Piece } | null = null;
  return useStore(useCallStore(call), (state) => {
    if (read?.state === state) return read.piece;
    const selected = select(state);
    const piece = last.current && samePiece(last.current.piece, selected) ? last.current.piece : selected;
    last.current = { piece };
    read = { state, piece };
    return piece;
  });
}
