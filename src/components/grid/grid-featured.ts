import { useState } from "react";

/** Returns `key` while its tile exists. With null, returns the previous key. */
export function useLastOf(key: string | null, keys: readonly string[]): string | null {
  const [last, setLast] = useState<string | null>(null);
  const there = key !== null && keys.includes(key);
  if (there && key !== last) setLast(key);
  return there ? key : last;
}

/** Keys of the large tiles in order. Empty when all tiles have one size. */
export function featuredOf(
  keys: readonly string[],
  layout: "grid" | "spotlight" | "auto",
  pinned: readonly string[],
  spotlit: string | null,
  maxTiles: number,
): readonly string[] {
  if (layout === "grid") return [];
  const large = keys.filter((key) => pinned.includes(key)).slice(0, Math.max(1, maxTiles - 1));
  if (large.length === 0 && layout === "spotlight") {
    large.push(...keys.filter((key) => key === spotlit), ...keys.slice(0, 1));
    large.length = Math.min(1, large.length);
  }
  return large.length < keys.length ? large : [];
}
