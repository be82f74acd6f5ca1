import { describe, expect, it } from "vitest";
import { ReplayMemory, ReplayWindow, replayWindowSize } from "../../../src/e2ee/media/replay-memory.ts";

const slack = replayWindowSize / 2;

describe("a replay window", () => {
  it("accepts each counter once, including the first one and the highest one", () => {
    for (const counter of [0, 1, 31, 32, replayWindowSize, 2 ** 32 - 1]) {
      const window = new ReplayWindow();
      expect(window.isFresh(counter)).toBe(true);
      expect([window.commit(counter), window.commit(counter), window.isFresh(counter)]).toEqual([
        true,
        false,
        false,
      ]);
    }
  });

  it("treats a counter older than its size as a replay, and no newer one", () => {
    const window = new ReplayWindow();
    window.commit(replayWindowSize + 10);
    expect([10, 11].map((counter) => window.isFresh(counter))).toEqual([false, true]);
    expect([10, 11].map((counter) => window.commit(counter))).toEqual([false, true]);
  });

  it.each([
    1,
    2,
    31,
    32,
    33,
    63,
    64,
    65,
    100,
    replayWindowSize - 33,
    replayWindowSize - 32,
    replayWindowSize - 1,
    replayWindowSize,
    replayWindowSize + 1,
    3 * replayWindowSize + 7,
  ])("forgets exactly the counters that leave it when it moves on by %i", (step) => {
    for (const start of [0, 1, 31, 32, 50]) {
      const window = new ReplayWindow();
      const seen: number[] = [];
      for (let counter = start; counter < start + replayWindowSize; counter += 5) {
        window.commit(counter);
        seen.push(counter);
      }
      const highest = (seen.at(-1) as number) + step;
      expect(window.commit(highest)).toBe(true);
      const last = seen.at(-1) as number;
      for (const counter of seen) expect(window.isFresh(counter)).toBe(false);
      // All counters between the last one and the new highest one are fresh, if they are in the window.
      for (let counter = Math.max(last + 1, highest - replayWindowSize + 1); counter < highest; counter++) {
        if (!window.isFresh(counter)) throw new Error(`${counter} of ${start} + ${step} is not fresh`);
      }
      // Within the window, counters that were skipped before are still fresh.
      for (let counter = start + 1; counter < last; counter += 5) {
        if (window.isFresh(counter) !== counter > highest - replayWindowSize) {
          throw new Error(`${counter} of ${start} + ${step}`);
        }
      }
    }
  });
});

describe("a replay memory", () => {
  it("is unused until a frame was decrypted", () => {
    const memory = new ReplayMemory();
    expect(memory.isUsed).toBe(false);
    expect(memory.verdict(5, 0)).toBe("fresh");
    expect(memory.isUsed).toBe(false);
    memory.commit(5, 0);
    expect(memory.isUsed).toBe(true);
  });

  /** Enough frames, so that no second zone may start any more. */
  function grown(from = 100_000, frames = 64, now = 0): ReplayMemory {
    const memory = new ReplayMemory();
    for (let counter = from; counter < from + frames; counter++) memory.commit(counter, now);
    return memory;
  }

  it("refuses a counter that is further ahead than the slack and the elapsed time allow", () => {
    const memory = grown();
    const highest = 100_063;
    // 64 frames came at once, so they were taken from the slack.
    const ahead = slack - 64;
    expect(memory.verdict(highest + ahead, 0)).toBe("fresh");
    expect(memory.verdict(highest + ahead + 1, 0)).toBe("implausible");
    expect(memory.verdict(highest + ahead + 1_000, 1_000)).toBe("fresh");
    expect(memory.verdict(highest + ahead + 1_001, 1_000)).toBe("implausible");
    expect(memory.commit(highest + ahead + 1, 0)).toBe(false);
  });

  it("does not accumulate more than the slack during a long silence", () => {
    const memory = grown(0, 64);
    expect(memory.commit(64, 100_000)).toBe(true);
    expect(memory.verdict(64 + slack, 100_000)).toBe("fresh");
    expect(memory.verdict(64 + slack + 1, 100_000)).toBe("implausible");
    expect(memory.commit(10, 200_000)).toBe(false);
    const late = grown(1_000, 64);
    expect(late.commit(900, 100_000)).toBe(true);
    expect(late.verdict(1_063 + slack, 100_000)).toBe("fresh");
    expect(late.verdict(1_063 + slack + 1, 100_000)).toBe("implausible");
  });

  it("accepts late frames within its window, and treats older ones as replays", () => {
    const memory = grown();
    const highest = 100_063;
    expect(memory.verdict(highest - replayWindowSize + 1, 0)).toBe("fresh");
    expect(memory.verdict(highest - replayWindowSize, 0)).toBe("replayed");
    expect(memory.commit(highest - replayWindowSize + 1, 0)).toBe(true);
    expect(memory.verdict(highest - replayWindowSize + 1, 0)).toBe("replayed");
    expect(memory.verdict(highest, 0)).toBe("replayed");
  });

  const forged = 2 ** 32 - 1;

  it("lets the sender restart while fewer than 64 frames were decrypted", () => {
    for (const [opened, verdict] of [
      [63, "fresh"],
      [64, "replayed"],
    ] as const) {
      expect(grown(forged - 100, opened).verdict(0, 0)).toBe(verdict);
    }
    const memory = new ReplayMemory();
    memory.commit(forged, 0);
    expect(memory.commit(0, 0)).toBe(true);
    expect(memory.commit(1, 0)).toBe(true);
    expect(memory.verdict(0, 0)).toBe("replayed");
    expect(memory.verdict(forged, 0)).toBe("replayed");
  });

  it("does not lock the sender out after 255 forged frames before the first genuine one", () => {
    const memory = new ReplayMemory();
    const forgeries = Array.from({ length: 255 }, (_, i) => forged - i * 2 * replayWindowSize);
    for (const counter of forgeries) expect(memory.commit(counter, 0)).toBe(true);
    for (let counter = 0; counter < 20_000; counter++) {
      if (!memory.commit(counter, counter * 5)) throw new Error(`the genuine frame ${counter} does not open`);
    }
    for (const counter of [...forgeries, 0, 3_000, 19_999]) {
      expect(memory.verdict(counter, 200_000)).toBe("replayed");
    }
  });

  it("restarts at most 256 times", () => {
    const memory = new ReplayMemory();
    const begin = (i: number) => memory.commit(forged - i * 2 * replayWindowSize, 0);
    for (let i = 0; i < 256; i++) expect(begin(i)).toBe(true);
    expect(begin(256)).toBe(false);
  });

  it("lets the sender restart after two seconds without a decrypted frame, for any number of forgeries", () => {
    const memory = grown(forged - 1_000, 1_000, 500);
    expect(memory.verdict(0, 2_499)).toBe("replayed");
    expect(memory.verdict(0, 2_500)).toBe("fresh");
    expect(memory.commit(0, 2_500)).toBe(true);
    expect(memory.commit(1, 2_501)).toBe(true);
    expect([0, 1, forged - 1_000, forged - 1].map((counter) => memory.verdict(counter, 60_000))).toEqual(
      Array(4).fill("replayed"),
    );
  });

  it("treats all counters up to its highest one as used in compact form, and no higher ones", () => {
    const memory = new ReplayMemory();
    for (const counter of [100, 102, 101, 110]) expect(memory.commit(counter, 0)).toBe(true);
    expect([99, 105, 111].map((counter) => memory.verdict(counter, 0))).toEqual(["fresh", "fresh", "fresh"]);
    memory.compact();
    expect([99, 100, 105, 110, 111].map((counter) => memory.verdict(counter, 0))).toEqual([
      "fresh",
      "replayed",
      "replayed",
      "replayed",
      "fresh",
    ]);
    expect([120, 115, 120, 105].map((counter) => memory.commit(counter, 0))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("remembers used counters below its window, back to its first frame", () => {
    const memory = new ReplayMemory();
    for (let counter = 1_000; counter < 1_000 + 3 * replayWindowSize; counter += slack) {
      memory.commit(counter, counter);
    }
    memory.commit(990, 0);
    const late = 4 * replayWindowSize;
    expect([1_000, 1_001, 5_000].map((counter) => memory.verdict(counter, late))).toEqual([
      "replayed",
      "replayed",
      "replayed",
    ]);
    // With fewer than 64 decrypted frames, counters below the first one may be another start.
    expect(memory.verdict(999, late)).toBe("fresh");
  });
});
