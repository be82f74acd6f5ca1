import { expect, it } from "vitest";
import { Doubts } from "../../../../src/e2ee/agreement/mls/doubts.ts";

/** The times, up to `end`, at which a peer that sends a sign every second is believed. Each one counts. */
function believedTimes(doubts: Doubts, end: number): number[] {
  const times: number[] = [];
  for (let now = 0; now <= end; now += 1000) {
    if (!doubts.isBelieved("commit", "ann", now)) continue;
    times.push(now);
    doubts.add("commit", "ann", now);
  }
  return times;
}

it("a peer's signs that we are lost count less and less often, and at least every five minutes", () => {
  const times = believedTimes(new Doubts(), 1_200_000);
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(pauses).toEqual([4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
});

it("a peer's doubts do not affect other peers or other kinds of signs", () => {
  const doubts = new Doubts();
  doubts.add("commit", "ann", 0);
  expect(doubts.isBelieved("commit", "ann", 3999)).toBe(false);
  expect(doubts.isBelieved("frames", "ann", 0)).toBe(true);
  expect(doubts.isBelieved("commit", "ben", 0)).toBe(true);
});

it("a peer's doubts begin anew when it was quiet for five minutes, and not before", () => {
  // The third sign makes the peer doubted until 28,000.
  const afterQuiet = (quiet: number) => {
    const doubts = new Doubts();
    for (const now of [0, 4000, 12_000, 28_000 + quiet]) doubts.add("commit", "ann", now);
    return (wait: number) => doubts.isBelieved("commit", "ann", 28_000 + quiet + wait);
  };
  expect([4000, 31_999, 32_000].map(afterQuiet(300_000))).toEqual([false, false, true]);
  expect([3999, 4000].map(afterQuiet(300_001))).toEqual([false, true]);
});

it("a peer's doubts that began anew grow as the first ones did", () => {
  const doubts = new Doubts();
  for (const now of [0, 400_000, 404_000]) doubts.add("commit", "ann", now);
  expect(doubts.isBelieved("commit", "ann", 411_999)).toBe(false);
  expect(doubts.isBelieved("commit", "ann", 412_000)).toBe(true);
});

it("a peer that left is not doubted when it returns", () => {
  const doubts = new Doubts();
  for (const kind of ["commit", "frames"] as const) {
    doubts.add(kind, "ann", 0);
    doubts.add(kind, "ben", 0);
  }
  doubts.forget("ann");
  expect([doubts.isBelieved("commit", "ann", 1), doubts.isBelieved("frames", "ann", 1)]).toEqual([
    true,
    true,
  ]);
  expect([doubts.isBelieved("commit", "ben", 1), doubts.isBelieved("frames", "ben", 1)]).toEqual([
    false,
    false,
  ]);
});
