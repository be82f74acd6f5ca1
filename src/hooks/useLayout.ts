import { useMemo } from "react";
import { useKeptChoice } from "./kept-choice.ts";

/**
 * - `grid`: all of one size.
 * - `speaker`: one large, the others in a strip below.
 * - `sidebar`: one large, the others in a strip at the side.
 */
export type CallLayout = "grid" | "speaker" | "sidebar";

/** The order in which `next` goes through the layouts. */
export const callLayouts: readonly CallLayout[] = ["grid", "speaker", "sidebar"];

export interface UseLayoutOptions {
  /**
   * Key in `localStorage` that stores the layout for the next visit. It is read once. Default: not stored.
   */
  readonly remember?: string;
}

export interface UseLayoutResult {
  readonly layout: CallLayout;
  /** Sets this layout, and stores it when `remember` is given. */
  readonly choose: (layout: CallLayout) => void;
  /** Sets the next layout. */
  readonly next: () => void;
  /** The props of `VideoGrid` for this layout. */
  readonly gridProps: { readonly layout: "auto" | "spotlight"; readonly strip: "auto" | "below" | "side" };
}

const gridProps = {
  grid: { layout: "auto", strip: "auto" },
  speaker: { layout: "spotlight", strip: "below" },
  sidebar: { layout: "spotlight", strip: "side" },
} as const;

/** The layout of a call's tiles that this person chose, for a `LayoutSwitch` and a `VideoGrid`. */
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
