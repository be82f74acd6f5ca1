import { type AspectRange, bestFit, capacity, type GridFit } from "./best-fit.ts";
import { extentOf, type Place } from "./grid-places.ts";

interface SpotlightBox {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly aspect: AspectRange;
  readonly minTileWidth: number;
  /**
   * Position of the small tiles. `auto`: the position that leaves the large tiles the most room. Another position
   * does not count where it would more than halve them.
   */
  readonly strip: "auto" | "side" | "below";
}

export interface SpotlightSplit {
  readonly strip: "side" | "below";
  /** The size of the large tiles. */
  readonly stage: GridFit;
  /** The number of small tiles that fit. */
  readonly room: number;
  /** The areas of the large tiles and of `count` small ones, centered in the box. */
  areas(count: number): { readonly stage: Place; readonly strip: Place; readonly stripFit: GridFit };
}

/** Limits of the strip as part of the box's width or height. The strip is one to two minimum tiles thick. */
const stripShare = 0.2;
const largestStripShare = 1 / 3;
/**
 * A chosen position that makes the large tiles smaller than by this factor is not used, as a strip at the side on a
 * phone that is held upright.
 */
const largestLoss = 2;
/** Width for which a minimum tile counts at least here, in CSS pixels. A person cannot be recognized in less. */
const smallestForStrip = 120;

/**
 * The places for `featured` large tiles, and a strip of small ones where it leaves the large tiles the most
 * room.
 */
export function splitForSpotlight(featured: number, others: number, box: SpotlightBox): SpotlightSplit {
  const slim = split(featured, box, stripShare);
  return slim.room < others ? split(featured, box, largestStripShare) : slim;
}

function split(featured: number, box: SpotlightBox, share: number): SpotlightSplit {
  const { width, height, gap, aspect, minTileWidth } = box;
  const thicknessOf = (length: number, one: number) =>
    Math.min(length * largestStripShare, 2 * one + gap, Math.max(one, length * share));
  const smallTile = Math.max(minTileWidth, smallestForStrip);
  const sideWidth = thicknessOf(width, smallTile);
  const belowHeight = thicknessOf(height, smallTile / aspect.widest);

  const besides = bestFit(featured, { gap, aspect, height, width: width - sideWidth - gap });
  const above = bestFit(featured, { gap, aspect, width, height: height - belowHeight - gap });
  const areas = { side: areaOf(besides), below: areaOf(above) };
  const cheapest = areas.below > areas.side ? "below" : "side";
  const isWasteful = box.strip !== "auto" && areas[box.strip] * largestLoss < areas[cheapest];
  const strip = box.strip === "auto" || isWasteful ? cheapest : box.strip;
  const stage = strip === "below" ? above : besides;

  // The strip gets the space that the shape of the large tiles leaves.
  const large = extentOf(stage, gap);
  const rest =
    strip === "side"
      ? { width: width - large.width - gap, height }
      : { width, height: height - large.height - gap };
  const space = { ...rest, gap, aspect, maxTileWidth: Math.floor(stage.tileWidth / 2) };
  const legible = Math.min(minTileWidth, rest.width, rest.height * aspect.widest, space.maxTileWidth);

  return {
    strip,
    stage,
    room: capacity(space, Math.floor(legible), Number.POSITIVE_INFINITY),
    areas: (count) => {
      const stripFit = bestFit(count, space);
      const small = extentOf(stripFit, gap);
      if (strip === "side") {
        const start = Math.floor((width - large.width - gap - small.width) / 2);
        return {
          stage: { x: start, y: 0, width: large.width, height },
          strip: { x: start + large.width + gap, y: 0, width: small.width, height },
          stripFit,
        };
      }
      const top = Math.floor((height - large.height - gap - small.height) / 2);
      return {
        stage: { x: 0, y: top, width, height: large.height },
        strip: { x: 0, y: top + large.height + gap, width, height: small.height },
        stripFit,
      };
    },
  };
}

function areaOf({ tileWidth, tileHeight }: GridFit): number {
  return tileWidth * tileHeight;
}
