/** Width by height of a tile: the narrowest and the widest allowed ratio. */
export interface AspectRange {
  readonly narrowest: number;
  readonly widest: number;
}

export interface GridFit {
  readonly columns: number;
  readonly rows: number;
  /** CSS pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface GridSpace {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly aspect: AspectRange;
  /** CSS pixels. */
  readonly maxTileWidth?: number;
}

/**
 * The number of columns that gives tiles of one size the largest area without scrolling. A tile takes the shape of its
 * cell as far as `aspect` lets it.
 */
export function bestFit(count: number, space: GridSpace): GridFit {
  const { width, height, gap, aspect, maxTileWidth = Number.POSITIVE_INFINITY } = space;
  let best: GridFit = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  let bestArea = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.min(cellWidth, cellHeight * aspect.widest, maxTileWidth);
    const tileHeight = Math.min(cellHeight, tileWidth / aspect.narrowest);
    if (tileWidth * tileHeight <= bestArea) continue;
    bestArea = tileWidth * tileHeight;
    best = { columns, rows, tileWidth: Math.floor(tileWidth), tileHeight: Math.floor(tileHeight) };
  }
  return best;
}

/** The number of tiles with at least `minTileWidth` that fit, from one to `limit`. */
export function capacity(space: GridSpace, minTileWidth: number, limit: number): number {
  const { width, height, gap, aspect } = space;
  const columns = Math.floor((width + gap) / (minTileWidth + gap));
  const rows = Math.floor((height + gap) / (minTileWidth / aspect.widest + gap));
  let count = Math.min(limit, Math.max(1, columns * rows));
  // The layout with the largest area does not always have the widest tile.
  while (count > 1 && bestFit(count, space).tileWidth < minTileWidth) count -= 1;
  return count;
}
