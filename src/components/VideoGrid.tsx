import { Children, type ReactNode, useRef } from "react";
import { bestFit } from "./best-fit.ts";
import { useI18n } from "./I18nProvider.tsx";
import { useElementSize } from "./useElementSize.ts";

export interface VideoGridProps {
  /** Tiles, each with a key of its own. */
  readonly children?: ReactNode;
  /** CSS pixels between tiles. Default 8. */
  readonly gap?: number;
  /** Width by height of a tile. Default 16 / 9. */
  readonly aspect?: number;
}

/** Fills the space that it is given with tiles of one size, as large as fit. Order stays as it is. */
export function VideoGrid({ children, gap = 8, aspect = 16 / 9 }: VideoGridProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDivElement>(null);
  const size = useElementSize(ref);
  const tiles = Children.toArray(children);
  const fit = size && bestFit({ ...size, count: tiles.length, gap, aspect });
  const measured = fit !== null && fit.tileWidth > 0;
  return (
    <div
      ref={ref}
      className="sora-grid"
      style={{
        "--sora-gap": `${gap}px`,
        "--sora-tile-aspect": aspect,
        "--sora-columns": measured ? fit.columns : undefined,
        "--sora-tile-width": measured ? `${fit.tileWidth}px` : undefined,
      }}
    >
      <ul className="sora-grid-tiles" aria-label={t("grid.label")}>
        {tiles.map((tile) => (
          <li key={keyOf(tile)} className="sora-grid-cell">
            {tile}
          </li>
        ))}
      </ul>
    </div>
  );
}

function keyOf(tile: ReturnType<typeof Children.toArray>[number]): string {
  return typeof tile === "object" && "key" in tile ? String(tile.key) : String(tile);
}
