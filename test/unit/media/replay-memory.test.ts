import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ReplayMemory } from "../../../src/e2ee/media/replay-memory.ts";

const lastCounter = 2 ** 32 - 1;

describe("the replay memory", () => {
  let memory: ReplayMemory;
  let now: number;
  const open = (counter: number) => memory.commit(counter, now);
  const verdict = (counter: number) => memory.verdict(counter, now);
  /** A typical sender: 200 frames per second. */
  const stream = (from: number, count: number) => {
    for (let counter = from; counter < from + count; counter++) {
      now += 5;
      if (!open(counter)) throw new Error(`the genuine frame ${counter} does not open: ${verdict(counter)}`);
    }
  };

  beforeEach(() => {
    memory = new ReplayMemory();
    now = 1_000;
  });

  it("accepts no counter twice, in any order and at any time", () => {
    const counters = fc.oneof(
      fc.integer({ min: 0, max: lastCounter }),
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: lastCounter - 40_000, max: lastCounter }),
    );
    const step = fc.record({
      counter: counters,
      wait: fc.constantFrom(0, 1, 20, 5_000, 20_000),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const fresh = new ReplayMemory();
        const opened = new Set<number>();
        let time = 0;
        for (const { counter, wait, leaves } of [...steps, ...steps]) {
          time += wait;
          if (leaves) fresh.compact();
          const isFresh = fresh.verdict(counter, time) === "fresh";
          expect(fresh.commit(counter, time)).toBe(isFresh);
          if (!isFresh) continue;
          expect(opened.has(counter)).toBe(false);
          opened.add(counter);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("accepts no counter twice after two ranges of counters were merged", () => {
    stream(0, 3);
    expect(open(20_000)).toBe(true);
    stream(3, 19_997);
    stream(20_001, 10_000);
    expect(verdict(20_000)).toBe("replayed");
  });

  it("accepts genuine frames that arrive late and out of order", () => {
    stream(0, 1_000);
    for (const counter of [1_500, 1_200, 1_499, 1_201]) expect(open(counter)).toBe(true);
    for (const counter of [999, 1_500, 1_201]) expect(verdict(counter)).toBe("replayed");
    expect(verdict(1_300)).toBe("fresh");
  });

  it("continues after a pause of any length", () => {
    stream(0, 1_000);
    now += 3_600_000;
    expect(open(1_000 + 3_600 * 200)).toBe(true);
  });

  it("refuses a counter that the sender cannot have reached, and accepts the genuine ones afterwards", () => {
    stream(5_000, 500);
    expect(verdict(lastCounter)).toBe("implausible");
    expect(open(lastCounter)).toBe(false);
    stream(5_500, 500);
  });

  it("accepts the genuine frames after many forged maximal steps", () => {
    stream(0, 500);
    let forged = 499;
    for (let step = 0; step < 100; step++) {
      forged += 4_000;
      open(forged);
    }
    stream(500, 2_000);
  });

  it("does not lock the sender out after a forged first frame", () => {
    expect(open(lastCounter)).toBe(true);
    stream(0, 20_000);
    expect(verdict(lastCounter)).toBe("replayed");
  });

  it("refuses counters that are older than it can remember", () => {
    stream(0, 20_000);
    expect(verdict(20_000 - 16_385)).toBe("replayed");
  });
});
