import { type HTMLAttributes, type ReactNode, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { useMountedEffect } from "../common/useMountedEffect.ts";
import { useVisibleChange } from "../common/useVisibleChange.ts";
import type { AspectRange } from "./best-fit.ts";
import { arrange, pagerHeight } from "./grid-arrangement.ts";
import { featuredOf, useLastOf } from "./grid-featured.ts";
import { createGridMotion } from "./grid-motion.ts";
import { tilesOf } from "./grid-tiles.ts";
import { type ElementSize, useElementSize } from "./useElementSize.ts";
import { VideoGridPages } from "./VideoGridPages.tsx";

/** In addition, all attributes of an element: `className`, `style`, `data-*`. */
export interface VideoGridProps extends Omit<HTMLAttributes<HTMLDivElement>, "children"> {
  /** Tiles with unique keys, such as connection ids. The tiles are shown in this order. */
  readonly children?: ReactNode;
  /**
   * - `grid`: all tiles have one size, and pins are ignored. - `spotlight`: the `pinned` tiles are large, or
   * else the one in the `spotlight`, or else the first. The others are small, in   a strip at the side or
   * below. - `auto` (default): like `spotlight` while a tile is pinned, like `grid` otherwise.
   */
  readonly layout?: "grid" | "spotlight" | "auto";
  /**
   * Position of the small tiles beside large ones. Default `auto`: the position that leaves the large tiles
   * the most room. Another position does not count where it would more than halve them, as `side` on a phone that
   * is held upright.
   */
  readonly strip?: "auto" | "side" | "below";
  /** Keys of pinned tiles. Unknown keys are ignored. */
  readonly pinned?: readonly string[];
  /** The key of the active speaker's tile. While it is null, the last one stays large. */
  readonly spotlight?: string | null;
  /** Maximum number of tiles on one page. Tiles of other pages are not mounted. Default 49. */
  readonly maxTiles?: number;
  /** Minimum width of a tile in CSS pixels. Narrower tiles move to more pages instead. Default 120. */
  readonly minTileWidth?: number;
  /** CSS pixels between tiles. Default 8. */
  readonly gap?: number;
  /**
   * Width by height of a tile, or how narrow and how wide it may become to fill the box. Default: from 4:3 to 16:9, the
   * shapes that cameras send, so that at most a quarter of a picture is cut off; from 1:1 in a box that is taller than
   * wide, where nearly all that is left over would be above and below.
   */
  readonly aspect?: number | AspectRange;
  /**
   * Called with the keys of the mounted tiles. The app has to play the audio of the others in another way.
   */
  readonly onVisibleChange?: (keys: readonly string[]) => void;
}

/**
 * Fills its box with tiles that are as large as possible. A tile is never remounted or moved in the document.
 */
export function VideoGrid(props: VideoGridProps) {
  const {
    children,
    layout = "auto",
    strip = "auto",
    pinned = [],
    spotlight = null,
    maxTiles = 49,
    minTileWidth = 120,
    gap = 8,
    aspect,
    onVisibleChange,
    className = "",
    style,
    ...rootProps
  } = props;
  const { t } = useI18n();
  const ref = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLUListElement>(null);
  const size = useElementSize(ref);
  const box = size !== null && size.width > 0 && size.height > 0 ? size : null;
  const tiles = tilesOf(children);
  const keys = tiles.map(({ key }) => key);
  const spotlit = useLastOf(spotlight, keys);
  const [first, setFirst] = useState(0);

  const arrangement = arrange({
    keys,
    featured: featuredOf(keys, layout, pinned, spotlit, maxTiles),
    box,
    gap,
    aspect: aspectRangeOf(aspect, box),
    maxTiles,
    minTileWidth,
    strip,
    first,
  });
  const { visible, places, page, pages, pageSize, shape } = arrangement;
  // Keeps a viewer on the last page when an earlier page returns.
  if (Math.floor(first / pageSize) > page) setFirst(page * pageSize);

  const [motion] = useState(createGridMotion);
  useMountedEffect(() => {
    if (box === null) return;
    const cells = [...(listRef.current?.children ?? [])].filter((cell) => cell instanceof HTMLElement);
    motion.show(new Map(cells.map((cell, index) => [visible[index] ?? "", cell])), { box, shape, places });
  });

  useVisibleChange(size === null ? null : visible, onVisibleChange);

  const shown = new Set(visible);
  return (
    <div
      {...rootProps}
      ref={ref}
      className={`sora-grid ${className}`.trim()}
      data-placed={box ? "" : undefined}
      style={{ "--sora-gap": `${gap}px`, "--sora-grid-pages": `${pagerHeight}px`, ...style }}
    >
      <ul ref={listRef} className="sora-grid-tiles" aria-label={t("grid.label")} tabIndex={-1}>
        {tiles.map(({ key, tile }, index) => {
          if (!shown.has(key)) return null;
          const place = places.get(key);
          return (
            <li
              key={key}
              className="sora-grid-cell"
              aria-setsize={pages > 1 ? tiles.length : undefined}
              aria-posinset={pages > 1 ? index + 1 : undefined}
              style={
                place && {
                  insetInlineStart: place.x,
                  insetBlockStart: place.y,
                  width: place.width,
                  height: place.height,
                  "--sora-tile-aspect": `${place.width} / ${place.height}`,
                }
              }
            >
              {tile}
            </li>
          );
        })}
      </ul>
      {pages > 1 && (
        <VideoGridPages
          page={page}
          pages={pages}
          onTurn={(to) => setFirst(to * pageSize)}
          focusReturn={listRef}
        />
      )}
    </div>
  );
}

const cameras: AspectRange = { narrowest: 4 / 3, widest: 16 / 9 };
const camerasAndSquare: AspectRange = { ...cameras, narrowest: 1 };

function aspectRangeOf(aspect: VideoGridProps["aspect"], box: ElementSize | null): AspectRange {
  if (typeof aspect === "number") return { narrowest: aspect, widest: aspect };
  return aspect ?? (box !== null && box.height > box.width ? camerasAndSquare : cameras);
}
