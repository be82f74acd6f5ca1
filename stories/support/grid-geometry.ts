import { expect } from "storybook/test";

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** No animation is running, so the positions are final. */
export async function settled(): Promise<void> {
  // The grid computes a new size one frame later, and draws it in the next frame.
  for (let frames = 0; frames < 2; frames++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const moves = document.getAnimations().filter((animation) => !("transitionProperty" in animation));
  await Promise.all(moves.map(({ finished }) => finished.catch(() => undefined)));
}

function gridIn(canvas: HTMLElement): HTMLElement {
  const grid = canvas.querySelector<HTMLElement>(".sora-grid");
  if (!grid) throw new Error("There is no grid.");
  return grid;
}

export function tilesIn(canvas: HTMLElement): HTMLElement[] {
  return [...gridIn(canvas).querySelectorAll<HTMLElement>("[data-sora-tile]")];
}

export function boxesIn(canvas: HTMLElement): DOMRect[] {
  return tilesIn(canvas).map((tile) => tile.getBoundingClientRect());
}

export function boxOf(canvas: HTMLElement, id: string): DOMRect {
  const tile = tilesIn(canvas).find(({ dataset }) => dataset.soraTile === id);
  if (!tile) throw new Error(`There is no tile ${id}.`);
  return tile.getBoundingClientRect();
}

export function areaOf({ width, height }: Shape): number {
  return width * height;
}

/** Checks that every tile is inside the box, and that no tile covers another tile or the page controls. */
export async function expectTidy(canvas: HTMLElement): Promise<void> {
  await settled();
  await expect(untidiness(canvas)).toEqual([]);
}

/**
 * As `expectTidy`. In addition, all tiles have one size, are in order, and are larger than with any other
 * number of columns.
 */
export async function expectBestGrid(canvas: HTMLElement): Promise<void> {
  await settled();
  await expect(shortcomings(canvas)).toEqual([]);
}

/**
 * The problem with a grid of equal tiles, in words. Assertions are slow here, and this runs for hundreds of
 * grids.
 */
export function shortcomings(canvas: HTMLElement, gap = 8): string[] {
  const boxes = boxesIn(canvas);
  const [first] = boxes;
  if (!first) return ["no tiles"];
  const frame = gridIn(canvas).getBoundingClientRect();
  const lastRow = boxes.filter(({ top }) => top === boxes.at(-1)?.top);
  const sides = [...lastRow].sort((one, other) => one.left - other.left);
  const margins = [(sides[0]?.left ?? 0) - frame.left, frame.right - (sides.at(-1)?.right ?? 0)] as const;
  const direction = getComputedStyle(gridIn(canvas)).direction === "rtl" ? -1 : 1;
  const inOrder = boxes.every((box, index) => {
    const before = boxes[index - 1];
    return !before || box.top > before.top || direction * (box.left - before.left) > 0;
  });
  const narrowest = frame.height > frame.width ? 1 : 4 / 3;
  const others = boxes.map((_, index) => areaInColumns(index + 1, boxes.length, frame, gap, narrowest));
  const wrong = {
    "of several sizes": boxes.some(({ width, height }) => width !== first.width || height !== first.height),
    "out of order": !inOrder,
    "last row not in the middle": Math.abs(margins[0] - margins[1]) > 1,
    "smaller than in other columns": (first.width + 1) * (first.height + 1) < Math.max(...others),
  };
  const named = Object.entries(wrong).flatMap(([name, is]) => (is ? [`${boxes.length} tiles: ${name}`] : []));
  return [...untidiness(canvas), ...named];
}

function untidiness(canvas: HTMLElement): string[] {
  const frame = gridIn(canvas).getBoundingClientRect();
  const line = gridIn(canvas).querySelector("nav")?.getBoundingClientRect();
  const boxes = [...boxesIn(canvas), ...(line ? [line] : [])];
  return boxes.flatMap((box, index) => {
    const outside =
      box.left < frame.left - 1 ||
      box.right > frame.right + 1 ||
      box.top < frame.top - 1 ||
      box.bottom > frame.bottom + 1;
    const covering = boxes.slice(index + 1).some((other) => overlap(box, other));
    const name = `${index + 1} of ${boxes.length}`;
    return [
      ...(outside ? [`${name} is outside`] : []),
      ...(covering ? [`${name} covers another`] : []),
      ...(areaOf(box) > 0 ? [] : [`${name} is not to be seen`]),
    ];
  });
}

function areaInColumns(columns: number, count: number, frame: Shape, gap: number, narrowest: number): number {
  const rows = Math.ceil(count / columns);
  const cell = {
    width: Math.max(0, (frame.width - gap * (columns - 1)) / columns),
    height: Math.max(0, (frame.height - gap * (rows - 1)) / rows),
  };
  const width = Math.min(cell.width, (cell.height * 16) / 9);
  return width * Math.min(cell.height, width / narrowest);
}

function overlap(one: DOMRect, other: DOMRect): boolean {
  return (
    one.left < other.right - 0.5 &&
    other.left < one.right - 0.5 &&
    one.top < other.bottom - 0.5 &&
    other.top < one.bottom - 0.5
  );
}
