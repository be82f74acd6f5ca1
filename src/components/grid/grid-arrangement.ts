import { type AspectRange, bestFit, capacity } from "./best-fit.ts";
import { type Place, placesOf } from "./grid-places.ts";
import { splitForSpotlight } from "./grid-spotlight.ts";
import type { ElementSize } from "./useElementSize.ts";

export interface GridRequest {
  /** Keys of all tiles, in their order. */
  readonly keys: readonly string[];
  /** Keys of the large tiles. Empty when all tiles have one size. */
  readonly featured: readonly string[];
  /** The size of the box. Null while it is unknown, as on a server. */
  readonly box: ElementSize | null;
  readonly gap: number;
  readonly aspect: AspectRange;
  readonly maxTiles: number;
  readonly minTileWidth: number;
  /** The position of the small tiles beside large ones. */
  readonly strip: "auto" | "side" | "below";
  /** The index of the tile whose page is shown, among the paged tiles. */
  readonly first: number;
}

export interface GridArrangement {
  /** Keys of the tiles that are shown, in their order. */
  readonly visible: readonly string[];
  /** The places of the visible tiles. Empty without a box. */
  readonly places: ReadonlyMap<string, Place>;
  readonly page: number;
  readonly pages: number;
  readonly pageSize: number;
  /** Stays the same while tiles only follow the size of the box. */
  readonly shape: string;
}

/** The height of the page controls. */
export const pagerHeight = 44;

export function arrange(request: GridRequest): GridArrangement {
  const { box, gap } = request;
  if (box === null) return arrangeUnmeasured(request);
  const arrangeIn = request.featured.length > 0 ? arrangeSpotlight : arrangeGrid;
  const onePage = arrangeIn(request, box);
  return onePage.pages === 1
    ? onePage
    : arrangeIn(request, { ...box, height: Math.max(1, box.height - gap - pagerHeight) });
}

function arrangeUnmeasured({ keys, featured, maxTiles, first }: GridRequest): GridArrangement {
  const others = keys.filter((key) => !featured.includes(key));
  const turned = turnTo(others, maxTiles - featured.length, first);
  const shown = new Set([...featured, ...turned.onPage]);
  return {
    ...turned,
    visible: keys.filter((key) => shown.has(key)),
    places: new Map(),
    shape: "",
  };
}

function arrangeGrid(request: GridRequest, box: ElementSize): GridArrangement {
  const { keys, gap, aspect, maxTiles, minTileWidth, first } = request;
  const space = { ...box, gap, aspect };
  const { onPage, ...turned } = turnTo(keys, capacity(space, minTileWidth, maxTiles), first);
  const fit = bestFit(onPage.length, space);
  const places = placesOf(onPage.length, fit, { x: 0, y: 0, ...box }, gap);
  return {
    ...turned,
    visible: onPage,
    places: byKey(onPage, places),
    shape: ["grid", fit.columns, fit.rows, aspect.narrowest].join(),
  };
}

function arrangeSpotlight(request: GridRequest, box: ElementSize): GridArrangement {
  const { keys, featured, gap, aspect, maxTiles, minTileWidth, strip: side, first } = request;
  const others = keys.filter((key) => !featured.includes(key));
  const split = splitForSpotlight(featured.length, others.length, {
    ...box,
    gap,
    aspect,
    minTileWidth,
    strip: side,
  });
  const { onPage, ...turned } = turnTo(others, Math.min(split.room, maxTiles - featured.length), first);
  const { stage, strip, stripFit } = split.areas(onPage.length);
  const places = new Map([
    ...byKey(featured, placesOf(featured.length, split.stage, stage, gap)),
    ...byKey(onPage, placesOf(onPage.length, stripFit, strip, gap)),
  ]);
  return {
    ...turned,
    visible: keys.filter((key) => places.has(key)),
    places,
    shape: [split.strip, split.stage.columns, stripFit.columns, stripFit.rows, aspect.narrowest].join(),
  };
}

function byKey(keys: readonly string[], places: readonly Place[]): Map<string, Place> {
  return new Map(keys.flatMap((key, index) => (places[index] ? [[key, places[index]]] : [])));
}

/** The page that contains `first`. */
function turnTo(keys: readonly string[], room: number, first: number) {
  const pageSize = Math.max(1, room);
  const pages = Math.max(1, Math.ceil(keys.length / pageSize));
  const page = Math.min(pages - 1, Math.floor(first / pageSize));
  return { onPage: keys.slice(page * pageSize, (page + 1) * pageSize), page, pages, pageSize };
}
