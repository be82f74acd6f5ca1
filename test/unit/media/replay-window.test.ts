import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplayWindow } from "../../../src/e2ee/media/replay-memory.ts";

describe("the replay window", () => {
  it("accepts each counter once, in any order within some thousands", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6_000 }), { maxLength: 200 }), (counters) => {
        const replay = new ReplayWindow();
        const seen = new Set<number>();
        for (const counter of counters) {
          expect(replay.isFresh(counter)).toBe(!seen.has(counter));
          expect(replay.commit(counter)).toBe(!seen.has(counter));
          seen.add(counter);
        }
      }),
    );
  });

  it("never accepts a counter twice, after any jumps", () => {
    const jump = fc.oneof(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 2 ** 32 - 40_000, max: 2 ** 32 - 1 }),
    );
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 100 }), (counters) => {
        const replay = new ReplayWindow();
        const taken = new Set<number>();
        for (const counter of [...counters, ...counters]) {
          if (!replay.commit(counter)) continue;
          expect(taken.has(counter)).toBe(false);
          taken.add(counter);
        }
      }),
    );
  });

  it("always accepts a counter that is higher than all earlier ones", () => {
    const replay = new ReplayWindow();
    for (const counter of [0, 1, 31, 32, 33, 16_383, 16_384, 16_385, 50_000, 2 ** 31, 2 ** 32 - 1]) {
      expect(replay.commit(counter)).toBe(true);
    }
  });

  it("has no wrong entries after it moved on by any distance", () => {
    for (let distance = 1; distance < 200; distance++) {
      const replay = new ReplayWindow();
      for (let counter = 0; counter < 16_384; counter++) replay.commit(counter);
      replay.commit(16_383 + distance);
      for (let counter = 16_384; counter < 16_383 + distance; counter++)
        expect(replay.isFresh(counter)).toBe(true);
      expect(replay.isFresh(16_383 + distance)).toBe(false);
      expect(replay.isFresh(distance + 10)).toBe(false);
    }
  });

  it("refuses counters that are older than it can remember", () => {
    const replay = new ReplayWindow();
    replay.commit(20_000);
    expect(replay.isFresh(20_000 - 16_384)).toBe(false);
    expect(replay.isFresh(20_000 - 16_383)).toBe(true);
  });
});
