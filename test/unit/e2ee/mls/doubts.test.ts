import { expect, it } from "vitest";
import { Doubts } from "../../../../src/e2ee/agreement/mls/doubts.ts";

it("a peer's sign counts again after six seconds, however often it came", () => {
  const doubts = new Doubts();
  for (let now = 0; now < 600_000; now += 6000) {
    expect(doubts.isBelieved("commit", "ann", now)).toBe(true);
    doubts.add("commit", "ann", now);
    expect(doubts.isBelieved("commit", "ann", now + 5999)).toBe(false);
  }
});

it("a peer's doubts do not affect other peers or other kinds of signs", () => {
  const doubts = new Doubts();
  doubts.add("commit", "ann", 0);
  expect(doubts.isBelieved("commit", "ann", 5999)).toBe(false);
  expect(doubts.isBelieved("frames", "ann", 0)).toBe(true);
  expect(doubts.isBelieved("commit", "ben", 0)).toBe(true);
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
