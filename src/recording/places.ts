import type { RecordedSource } from "./types.ts";

export interface Place {
  readonly source: RecordedSource;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const gap = 8;
/** The part of the width that screens take when there are cameras beside them. */
const stageShare = 0.78;

/** The positions of tiles in a picture of this size: screens on a stage at the left, cameras in a grid. */
export function placesOf(
  sources: readonly RecordedSource[],
  width: number,
  height: number,
): readonly Place[] {
  const screens = sources.filter(({ kind }) => kind === "screen");
  const cameras = sources.filter(({ kind }) => kind === "camera");
  const all = { x: 0, y: 0, width, height };
  if (screens.length === 0) return grid(cameras, all);
  if (cameras.length === 0) return grid(screens, all);
  const stage = Math.round(width * stageShare);
  return [
    ...grid(screens, { ...all, width: stage }),
    ...grid(cameras, { ...all, x: stage, width: width - stage }),
  ];
}

/** The number of columns that gives the largest tiles of 16 to 9. */
function grid(sources: readonly RecordedSource[], area: Area): readonly Place[] {
  const count = sources.length;
  let columns = 1;
  let best = 0;
  for (let tried = 1; tried <= count; tried += 1) {
    const cell = cellOf(area, tried, Math.ceil(count / tried));
    const size = Math.min(cell.width, (cell.height * 16) / 9);
    if (size <= best) continue;
    best = size;
    columns = tried;
  }
  const rows = Math.ceil(count / columns);
  const { width, height } = cellOf(area, columns, rows);
  return sources.map((source, index) => ({
    source,
    x: Math.round(area.x + gap + (index % columns) * (width + gap)),
    y: Math.round(area.y + gap + Math.floor(index / columns) * (height + gap)),
    width: Math.round(width),
    height: Math.round(height),
  }));
}

function cellOf(area: Area, columns: number, rows: number) {
  return {
    width: (area.width - gap * (columns + 1)) / columns,
    height: (area.height - gap * (rows + 1)) / rows,
  };
}
