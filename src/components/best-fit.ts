export interface GridFit {
  readonly columns: number;
  readonly rows: number;
  /** CSS pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface GridSpace {
  readonly count: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Width by height of a tile. */
  readonly aspect: number;
}

/** The number of columns that gives the largest tiles of one size that all fit without scrolling. */
export function bestFit({ count, width, height, gap, aspect }: GridSpace): GridFit {
  let best: GridFit = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const widest = (width - gap * (columns - 1)) / columns;
    const tallest = (height - gap * (rows - 1)) / rows;
    const tileWidth = Math.floor(Math.min(widest, tallest * aspect));
    if (tileWidth > best.tileWidth) {
      best = { columns, rows, tileWidth, tileHeight: Math.floor(tileWidth / aspect) };
    }
  }
  return best;
}
