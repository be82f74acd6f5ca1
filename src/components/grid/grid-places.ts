import type { GridFit } from "./best-fit.ts";

/** In CSS pixels. `x` counts from the start side of a line. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The area that the tiles of a fit occupy. */
export function extentOf({ columns, rows, tileWidth, tileHeight }: GridFit, gap: number) {
  return {
    width: columns * tileWidth + gap * (columns - 1),
    height: rows * tileHeight + gap * (rows - 1),
  };
}

/** Places tiles in rows in the center of `area`. An incomplete last row is centered, too. */
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
