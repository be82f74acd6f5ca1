import type { GridFit } from "./best-fit.ts";

/** CSS pixels; `x` counts from the side where lines begin. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the tiles of a fit take up. */
export function extentOf({ columns, rows, tileWidth, tileHeight }: GridFit, gap: number) {
  return {
    width: columns * tileWidth + gap * (columns - 1),
    height: rows * tileHeight + gap * (rows - 1),
  };
}

/** Row by row, in the middle of `area`; a last row that is not full is in the middle too. */
export function placesOf(count: number, fit: GridFit, area: Place, gap: number): Place[] {
  const { columns, tileWidth: width, tileHeight: height } = fit;
  const top = area.y + Math.floor((area.height - extentOf(fit, gap).height) / 2);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const start = area.x + Math.floor((area.width - inRow * width - gap * (inRow - 1)) / 2);
    return {
      x: start + (index - row * columns) * (width + gap),
      y: top + row * (height + gap),
      width,
      height,
    };
  });
}
