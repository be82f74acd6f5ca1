import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestFit, capacity, type GridSpace } from "../../../src/components/grid/best-fit.ts";

const exactly = (aspect: number) => ({ narrowest: aspect, widest: aspect });
const cameras = { narrowest: 4 / 3, widest: 16 / 9 };
const wide = { width: 1600, height: 900, gap: 8, aspect: exactly(16 / 9) };
const anySpace = fc.record({
  width: fc.integer({ min: 200, max: 4000 }),
  height: fc.integer({ min: 200, max: 4000 }),
  gap: fc.integer({ min: 0, max: 16 }),
  aspect: fc.constantFrom(cameras, exactly(16 / 9), exactly(4 / 3), { narrowest: 1, widest: 16 / 9 }),
});

/** The same, for a given number of columns, with fractions of a pixel. */
function tileIn(columns: number, count: number, { width, height, gap, aspect }: GridSpace) {
  const rows = Math.ceil(count / columns);
  const cell = {
    width: (width - gap * (columns - 1)) / columns,
    height: (height - gap * (rows - 1)) / rows,
  };
  if (cell.width <= 0 || cell.height <= 0) return { width: 0, height: 0 };
  const tileWidth = Math.min(cell.width, cell.height * aspect.widest);
  return { width: tileWidth, height: Math.min(cell.height, tileWidth / aspect.narrowest) };
}

describe("bestFit", () => {
  it("gives a single tile the whole box", () => {
    expect(bestFit(1, wide)).toEqual({ columns: 1, rows: 1, tileWidth: 1600, tileHeight: 900 });
  });

  it.each([
    [2, 2],
    [4, 2],
    [5, 3],
    [9, 3],
    [49, 7],
  ])("puts %i tiles into %i columns of a wide screen", (count, columns) => {
    expect(bestFit(count, wide).columns).toBe(columns);
  });

  it("stacks tiles on a narrow screen", () => {
    expect(bestFit(3, { ...wide, width: 360, height: 700 }).columns).toBe(1);
  });

  it("makes the tiles follow the shape of their cells to cover more of the box", () => {
    expect(bestFit(2, wide)).toMatchObject({ tileWidth: 796, tileHeight: 447 });
    expect(bestFit(2, { ...wide, aspect: cameras })).toMatchObject({ tileWidth: 796, tileHeight: 597 });
    expect(
      bestFit(8, { ...wide, width: 390, height: 800, aspect: { narrowest: 1, widest: 16 / 9 } }),
    ).toMatchObject({ columns: 2, tileWidth: 191, tileHeight: 191 });
  });

  it("makes no tile wider than the limit", () => {
    expect(bestFit(1, { ...wide, maxTileWidth: 200 })).toMatchObject({ tileWidth: 200 });
  });

  it("keeps tiles inside the box and their aspect ratio within its range", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), anySpace, (count, space) => {
        const { width, height, gap, aspect } = space;
        const fit = bestFit(count, space);
        expect(fit.columns * fit.rows).toBeGreaterThanOrEqual(count);
        if (fit.tileWidth === 0) return;
        expect(fit.columns * fit.tileWidth + gap * (fit.columns - 1)).toBeLessThanOrEqual(width);
        expect(fit.rows * fit.tileHeight + gap * (fit.rows - 1)).toBeLessThanOrEqual(height);
        // Sizes are whole pixels, so a side may be one pixel shorter than the exact shape.
        expect(fit.tileWidth).toBeLessThanOrEqual((fit.tileHeight + 1) * aspect.widest);
        expect(fit.tileHeight).toBeLessThanOrEqual((fit.tileWidth + 1) / aspect.narrowest);
      }),
    );
  });

  it("covers at least as much as any other number of columns would", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), anySpace, (count, space) => {
        const fit = bestFit(count, space);
        const covered = (fit.tileWidth + 1) * (fit.tileHeight + 1);
        for (let columns = 1; columns <= count; columns++) {
          const other = tileIn(columns, count, space);
          expect(covered).toBeGreaterThanOrEqual(other.width * other.height);
        }
      }),
    );
  });
});

describe("capacity", () => {
  it("is the number of tiles that still have the minimum width", () => {
    fc.assert(
      fc.property(anySpace, fc.integer({ min: 40, max: 300 }), (space, minTileWidth) => {
        const count = capacity(space, minTileWidth, 49);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(49);
        if (count > 1) expect(bestFit(count, space).tileWidth).toBeGreaterThanOrEqual(minTileWidth);
        for (let more = count + 1; more <= 49; more++) {
          expect(bestFit(more, space).tileWidth).toBeLessThan(minTileWidth);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is the given limit when more tiles would fit", () => {
    expect(capacity({ ...wide, aspect: cameras }, 120, 49)).toBe(49);
  });
});
