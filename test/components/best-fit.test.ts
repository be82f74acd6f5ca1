import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestFit } from "../../src/components/best-fit.ts";

const wide = { width: 1600, height: 900, gap: 8, aspect: 16 / 9 };

describe("bestFit", () => {
  it("gives one tile all the room", () => {
    expect(bestFit({ ...wide, count: 1 })).toEqual({ columns: 1, rows: 1, tileWidth: 1600, tileHeight: 900 });
  });

  it.each([
    [2, 2],
    [4, 2],
    [5, 3],
    [9, 3],
    [49, 7],
  ])("puts %i tiles into %i columns of a wide screen", (count, columns) => {
    expect(bestFit({ ...wide, count }).columns).toBe(columns);
  });

  it("stacks tiles on a narrow screen", () => {
    expect(bestFit({ count: 3, width: 360, height: 700, gap: 8, aspect: 16 / 9 }).columns).toBe(1);
  });

  it("never lets tiles leave the room, and keeps their shape", () => {
    const length = fc.integer({ min: 200, max: 4000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), length, length, (count, width, height) => {
        const fit = bestFit({ count, width, height, gap: 8, aspect: 16 / 9 });
        expect(fit.columns * fit.rows).toBeGreaterThanOrEqual(count);
        if (fit.tileWidth === 0) return;
        expect(fit.columns * fit.tileWidth + 8 * (fit.columns - 1)).toBeLessThanOrEqual(width);
        expect((fit.rows * fit.tileWidth * 9) / 16 + 8 * (fit.rows - 1)).toBeLessThanOrEqual(height + 0.001);
      }),
    );
  });
});
