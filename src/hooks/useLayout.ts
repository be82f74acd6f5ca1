import { useMemo } from "react";
import { useKeptChoice } from "./kept-choice.ts";

/**
 * - `grid`: all of one size.
 * - `speaker`: one large, the others in a strip below.
 * - `sidebar`: one large, the others in a strip at the side.
 */
export type CallLayout = "grid" | "speaker" | "sidebar";

/** In the order in which `next` goes through them. */
export const callLayouts: readonly CallLayout[] = ["grid", "speaker", "sidebar"];

export interface UseLayoutOptions {
  /** Key in `localStorage`, to be found again on the next visit. Read once. Default: not kept. */
  readonly remember?: string;
}

export interface UseLayoutResult {
  readonly layout: CallLayout;
  /** Takes this layout, and keeps it where `remember` is given. */
  readonly choose: (layout: CallLayout) => void;
  /** Chooses the one after this one. */
  readonly next: () => void;
  /** The props of `VideoGrid` for this layout. */
  readonly gridProps: { readonly layout: "auto" | "spotlight"; readonly strip: "auto" | "below" | "side" };
}

const gridProps = {
  grid: { layout: "auto", strip: "auto" },
  speaker: { layout: "spotlight", strip: "below" },
  sidebar: { layout: "spotlight", strip: "side" },
} as const;

/** How the tiles of a call are laid out, as this person chose it: for a `LayoutSwitch` and a `VideoGrid`. */
export function useLayout({ remember }: UseLayoutOptions = {}): UseLayoutResult {
  const [layout, choose] = useKeptChoice(remember, callLayouts, "grid");
  return useMemo(
    () => ({
      layout,
      choose,
      next: () => {
        const after = callLayouts[(callLayouts.indexOf(layout) + 1) % callLayouts.length];
        if (after) choose(after);
      },
      gridProps: gridProps[layout],
    }),
    [layout, choose],
  );
}
