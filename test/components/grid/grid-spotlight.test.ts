import { expect, it } from "vitest";
import { splitForSpotlight } from "../../../src/components/grid/grid-spotlight.ts";

it.each([1, 40, 120])(
  "the small tiles beside a large one can be recognized when the minimum tile width is %d pixels",
  (minTileWidth) => {
    for (const strip of ["auto", "side", "below"] as const) {
      const aspect = { narrowest: 1, widest: 16 / 9 };
      const box = { width: 1250, height: 590, gap: 8, aspect, minTileWidth, strip };
      const { tileWidth, tileHeight } = splitForSpotlight(1, 2, box).areas(2).stripFit;
      expect(tileWidth).toBeGreaterThanOrEqual(100);
      expect(tileHeight).toBeGreaterThanOrEqual(60);
    }
  },
);

it.each([
  ["below on a phone that is held upright", { width: 358, height: 640 }, "side", "below"],
  ["at the side in a window that is a little taller than wide", { width: 700, height: 800 }, "side", "side"],
  ["at the side on a phone in landscape", { width: 812, height: 250 }, "below", "side"],
  ["below in a wide window", { width: 1250, height: 590 }, "below", "below"],
] as const)("the chosen strip is %s", (_where, size, strip, wanted) => {
  const aspect = { narrowest: size.height > size.width ? 1 : 4 / 3, widest: 16 / 9 };
  expect(splitForSpotlight(1, 3, { ...size, gap: 8, aspect, minTileWidth: 120, strip }).strip).toBe(wanted);
});
