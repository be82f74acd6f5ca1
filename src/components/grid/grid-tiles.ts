import { Children, isValidElement, type ReactNode } from "react";

export interface GridTile {
  readonly key: string;
  readonly tile: ReactNode;
}

/** Returns the same elements, because `Children.toArray` would create new ones that render again. */
export function tilesOf(children: ReactNode): GridTile[] {
  const tiles: GridTile[] = [];
  Children.forEach(children, (tile, index) => {
    if (tile === null || tile === undefined || typeof tile === "boolean") return;
    tiles.push({ key: isValidElement(tile) && tile.key !== null ? tile.key : `:${index}`, tile });
  });
  return tiles;
}
