import type { Place } from "./grid-places.ts";
import type { ElementSize } from "./useElementSize.ts";

/** The tiles and places of the grid at one moment. */
export interface GridScene {
  readonly box: ElementSize;
  readonly shape: string;
  readonly places: ReadonlyMap<string, Place>;
}

export interface GridMotion {
  /**
   * Animates tiles from their last visible place to their new place. `cells` are indexed by the keys of the
   * scene.
   */
  show(cells: ReadonlyMap<string, HTMLElement>, scene: GridScene): void;
}

const timing: KeyframeAnimationOptions = { duration: 240, easing: "cubic-bezier(0.2, 0, 0, 1)" };
const sizeOfComers = 0.92;

/** Moves tiles by `transform` only, so that the layout is computed once. */
export function createGridMotion(): GridMotion {
  const moves = new WeakMap<HTMLElement, Animation>();
  let before: GridScene | null = null;
  return {
    show: (cells, scene) => {
      const last = before;
      before = scene;
      if (last === null || onlyFollows(last, scene)) return;
      const moved = [...cells].filter(([key]) => !samePlace(last.places.get(key), scene.places.get(key)));
      const [first] = moved;
      if (!first || !mayMove()) return;
      const towardsEnd = getComputedStyle(first[1]).direction === "rtl" ? -1 : 1;
      for (const [key, cell] of moved) {
        const to = scene.places.get(key);
        const from = last.places.get(key);
        if (!to || typeof cell.animate !== "function") continue;
        const start = from ? startOf(from, to, towardsEnd, seenOn(cell, moves)) : `scale(${sizeOfComers})`;
        moves.get(cell)?.cancel();
        moves.set(cell, cell.animate({ transform: [start, "none"] }, timing));
      }
    },
  };
}

/** A tile must follow a resized box without delay. */
function onlyFollows(last: GridScene, scene: GridScene): boolean {
  const sameBox = last.box.width === scene.box.width && last.box.height === scene.box.height;
  return !sameBox && last.shape === scene.shape;
}

function samePlace(one: Place | undefined, other: Place | undefined): boolean {
  return (
    one?.x === other?.x && one?.y === other?.y && one?.width === other?.width && one?.height === other?.height
  );
}

function mayMove(): boolean {
  return typeof matchMedia === "function" && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The transform of a move in progress. */
function seenOn(cell: HTMLElement, moves: WeakMap<HTMLElement, Animation>): DOMMatrixReadOnly | null {
  return moves.get(cell)?.playState === "running"
    ? new DOMMatrixReadOnly(getComputedStyle(cell).transform)
    : null;
}

function startOf(from: Place, to: Place, towardsEnd: 1 | -1, seen: DOMMatrixReadOnly | null): string {
  const x = towardsEnd * (from.x + from.width / 2 - to.x - to.width / 2) + (seen?.e ?? 0);
  const y = from.y + from.height / 2 - to.y - to.height / 2 + (seen?.f ?? 0);
  const scaleX = ((seen?.a ?? 1) * from.width) / to.width;
  const scaleY = ((seen?.d ?? 1) * from.height) / to.height;
  return `translate(${x}px, ${y}px) scale(${scaleX}, ${scaleY})`;
}
