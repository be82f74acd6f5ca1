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
