import { expect, it, vi } from "vitest";
import { LossSigns } from "../../../../src/e2ee/agreement/mls/loss-signs.ts";

function setUp(opensFrames = false) {
  let time = 100_000;
  let lag = 0;
  const lost = vi.fn();
  const signs = new LossSigns({ now: () => time, lag: () => lag, opensFrames: () => opensFrames, lost });
  /** Frames of Ann and Ben have not opened for this time, in a group of ten. */
  const unopened = (milliseconds: number, opened: number) =>
    signs.unopened(
      new Map([
        ["ann", milliseconds],
        ["ben", milliseconds],
      ]),
      opened,
      10,
    );
  return {
    signs,
    lost,
    unopened,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    slow: (milliseconds: number) => {
      lag = milliseconds;
    },
  };
}

it("peers whose frames have not opened for 2 s are told so while frames of others open, every 6 s", () => {
  const { unopened, pass, lost } = setUp();
  expect(unopened(1999, 3)).toEqual([]);
  expect(unopened(2000, 3)).toEqual(["ann", "ben"]);
  expect(unopened(3000, 3)).toEqual([]);
  pass(5999);
  expect(unopened(8000, 3)).toEqual([]);
  pass(1);
  expect(unopened(8000, 3)).toEqual(["ann", "ben"]);
  expect(lost).not.toHaveBeenCalled();
});

it("peers are told nothing while no frames open, or before a slow commit can have come", () => {
  const { unopened, slow } = setUp();
  expect(unopened(4000, 0)).toEqual([]);
  slow(3000);
  expect(unopened(2999, 3)).toEqual([]);
  expect(unopened(3000, 3)).toEqual(["ann", "ben"]);
});

it("a peer that left and comes back is told again at once", () => {
  const { signs, unopened } = setUp();
  unopened(2000, 3);
  signs.forget("ann");
  expect(unopened(2000, 3)).toEqual(["ann"]);
});

it("a loss that half of the others tell counts every 6 s at most", () => {
  const { signs, lost, pass } = setUp();
  const tell = () => {
    for (const id of ["ann", "ben"]) signs.told(id, 5);
  };
  tell();
  tell();
  expect(lost).toHaveBeenCalledTimes(1);
  for (let i = 2; i < 20; i++) {
    pass(5999);
    tell();
    expect(lost).toHaveBeenCalledTimes(i - 1);
    pass(1);
    tell();
    expect(lost).toHaveBeenCalledTimes(i);
  }
});

it("a loss that few tell counts at once, and then less and less often, down to every five minutes", () => {
  const { signs, lost, pass } = setUp();
  const countAfter = (milliseconds: number) => {
    lost.mockClear();
    for (let passed = 0; passed < milliseconds; passed += 1000) {
      signs.told("ann", 6);
      pass(1000);
    }
    return lost.mock.calls.length;
  };
  expect(countAfter(1000)).toBe(1);
  expect(countAfter(60_000)).toBe(3);
  expect(countAfter(540_000)).toBe(3);
  expect(countAfter(3_000_000)).toBe(10);
  // After a long time without losses, the pauses are short again.
  pass(700_000);
  expect(countAfter(7000)).toBe(2);
});

it("a loss that others tell does not count while frames open", () => {
  const { signs, lost } = setUp(true);
  signs.told("ann", 2);
  expect(lost).not.toHaveBeenCalled();
});

it("peers that state another group count while our commits for their requests make new epochs", () => {
  const { signs, lost, pass } = setUp();
  // Ann, Ben and Cid are in another group. A request of one of them leads to a commit every 3 s.
  const state = () => {
    for (const id of ["ann", "ben", "cid"]) signs.stated(id, "other-group", 4);
  };
  state();
  pass(1500);
  signs.entered(false);
  expect(lost).not.toHaveBeenCalled();
  pass(1500);
  state();
  expect(lost).toHaveBeenCalledTimes(1);
});

it("states of other epochs, and of before we came into another group, do not count", () => {
  const { signs, lost, pass } = setUp();
  for (const [stated, isNewGroup] of [
    ["other-epoch", false],
    ["other-group", true],
  ] as const) {
    for (let i = 0; i < 10; i++) {
      for (const id of ["ann", "ben"]) signs.stated(id, stated, 4);
      pass(1999);
      signs.entered(isNewGroup);
    }
  }
  expect(lost).not.toHaveBeenCalled();
});

it("one of many that states another group all the time does not make us lost after new epochs", () => {
  const { signs, lost, pass } = setUp();
  for (let i = 0; i < 10; i++) {
    signs.stated("ann", "other-group", 6);
    for (const id of ["ben", "cid", "dan", "eve"]) signs.stated(id, "ours", 6);
    pass(3000);
    signs.stated("ann", "other-group", 6);
    pass(3000);
    signs.entered(false);
  }
  expect(lost).not.toHaveBeenCalled();
});
