import { expect } from "storybook/test";

export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Nothing on its way: positions are those to stay. */
export async function settled(): Promise<void> {
  const moves = document.getAnimations().filter((animation) => !("transitionProperty" in animation));
  await Promise.all(moves.map(({ finished }) => finished.catch(() => undefined)));
}

export function gridIn(canvas: HTMLElement): HTMLElement {
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

/** Every tile is inside, and none covers another: neither tiles nor the line that leads to other pages. */
export async function expectTidy(canvas: HTMLElement): Promise<void> {
  await settled();
  const frame = gridIn(canvas).getBoundingClientRect();
  const line = gridIn(canvas).querySelector("nav")?.getBoundingClientRect();
  const boxes = [...boxesIn(canvas), ...(line ? [line] : [])];
  const outside = boxes.filter(
    (box) =>
      box.left < frame.left - 1 ||
      box.right > frame.right + 1 ||
      box.top < frame.top - 1 ||
      box.bottom > frame.bottom + 1,
  );
  await expect(outside).toEqual([]);
  const overlapping = boxes.flatMap((one, index) =>
    boxes.slice(index + 1).filter((other) => overlap(one, other)),
  );
  await expect(overlapping).toEqual([]);
  await expect(boxes.every(({ width, height }) => width > 0 && height > 0)).toBe(true);
}

/** As `expectTidy`, of one size, in order, and larger than any other number of columns would make them. */
export async function expectBestGrid(canvas: HTMLElement, gap = 8): Promise<void> {
  await expectTidy(canvas);
  const boxes = boxesIn(canvas);
  const [first] = boxes;
  if (!first) return;
  await expect(boxes.filter(({ width, height }) => width !== first.width || height !== first.height)).toEqual(
    [],
  );
  const inReadingOrder = boxes
    .slice(1)
    .every((box, index) => box.top > (boxes[index]?.top ?? 0) || box.left > (boxes[index]?.left ?? 0));
  await expect(inReadingOrder).toBe(true);

  const frame = gridIn(canvas).getBoundingClientRect();
  const lastRow = boxes.filter(({ top }) => top === boxes.at(-1)?.top);
  const before = (lastRow[0]?.left ?? 0) - frame.left;
  const after = frame.right - (lastRow.at(-1)?.right ?? 0);
  await expect(Math.abs(before - after)).toBeLessThanOrEqual(1);

  const narrowest = frame.height > frame.width ? 1 : 4 / 3;
  const others = boxes.map((_, index) => areaInColumns(index + 1, boxes.length, frame, gap, narrowest));
  await expect((first.width + 1) * (first.height + 1)).toBeGreaterThanOrEqual(Math.max(...others));
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
