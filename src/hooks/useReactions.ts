import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { SoraCall } from "../call/types.ts";
import { createReactions, type Reactions, type ReactionsState } from "./reactions-store.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

export type UseReactionsResult = ReactionsState &
  Pick<Reactions, "react" | "raiseHand"> & {
    /** True when our own hand is raised. */
    readonly handRaised: boolean;
  };

/**
 * Reactions and raised hands, over sealed messages: signed and sealed like all of them. The call must name
 * `label` in `sealedMessages`, which turns on `dataChannelSignaling`. Hands are in the order in which they were
 * raised, by the report of each participant. People who join later see the hands that are already raised. A
 * hand goes down when its owner's connection ends.
 *
 * @throws {SoraE2EEError} `invalid-state` when there is neither a `call` nor a provider.
 */
export function useReactions(label: string, call?: SoraCall): UseReactionsResult {
  const made = useReactionsStore(label, call);
  const state = useStore(made.store);
  return useMemo(
    () => ({
      ...state,
      handRaised: state.hands.includes(null),
      react: made.react,
      raiseHand: made.raiseHand,
    }),
    [state, made],
  );
}

/** `useReactions` without rendering, for several subscribers that each read a part. Null without a label. */
export function useReactionsStore(label: string, call?: SoraCall): Reactions;
export function useReactionsStore(label: string | null, call?: SoraCall): Reactions | null;
export function useReactionsStore(label: string | null, call?: SoraCall): Reactions | null {
  const owner = useSoraCall(call);
  const made = useMemo(() => (label === null ? null : createReactions(owner, label)), [owner, label]);
  useEffect(() => made?.start(), [made]);
  return made;
}

/** A part of the state. Renders again when that part changes. */
export function useReactionsState<Piece>(
  { store }: Pick<Reactions, "store">,
  select: (state: ReactionsState) => Piece,
): Piece {
  return useStore(store, select);
}
