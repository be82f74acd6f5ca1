import { expect, it } from "vitest";
import { FindingBack } from "../../../../src/e2ee/agreement/mls/finding-back.ts";
import { Pace } from "../../../../src/e2ee/agreement/mls/pace.ts";
import type { PeerView } from "../../../../src/e2ee/agreement/mls/rules.ts";

const other: PeerView = { connectionId: "z", key: "z", hasAsked: false, isUnusable: false };

/** The actions of a peer that looks every half second, with their times. */
function actions(finding: FindingBack, from: number, end: number): (readonly [number, string])[] {
  const done: (readonly [number, string])[] = [];
  for (let now = from; now <= end; now += 500) {
    const action = finding.next(now, "m", [other]);
    if (action !== null) done.push([now, action]);
  }
  return done;
}

it("a peer with a group does nothing", () => {
  const finding = new FindingBack(new Pace());
  expect([finding.isLost, finding.due("m", [other]), finding.next(99_000, "m", [other])]).toEqual([
    false,
    null,
    null,
  ]);
});

it("a peer that has joined asks after 2 s and every 2 s, and makes a group after 8 s", () => {
  const finding = new FindingBack(new Pace());
  finding.begin(1000);
  expect([finding.isLost, finding.due("m", [other])]).toEqual([true, 3000]);
  expect(actions(finding, 1000, 9000)).toEqual([
    [3000, "request"],
    [5000, "request"],
    [7000, "request"],
    [9000, "new-group"],
  ]);
  expect(finding.due("m", [other]), "the time for the new group").toBe(9000);
});

it("a peer that lost its group asks at once, and only once when it loses it again", () => {
  const finding = new FindingBack(new Pace());
  finding.lose(1000);
  expect(finding.due("m", [other])).toBe(1000);
  expect(actions(finding, 1000, 1500)).toEqual([[1000, "request"]]);
  finding.lose(2000);
  expect(finding.due("m", [other])).toBe(3000);
  expect(actions(finding, 2000, 9000).at(-1)).toEqual([9000, "new-group"]);
});

it("a peer that is in a group again does nothing more", () => {
  const finding = new FindingBack(new Pace());
  finding.begin(1000);
  finding.found();
  expect([finding.isLost, finding.due("m", [other])]).toEqual([false, null]);
  expect(actions(finding, 1000, 20_000)).toEqual([]);
});

it("a peer that lost its group asks less often while messages take long, and makes a group as early as before", () => {
  const pace = new Pace();
  pace.observe(1500);
  const finding = new FindingBack(pace);
  finding.lose(1000);
  expect(actions(finding, 1000, 9000)).toEqual([
    [1000, "request"],
    [4500, "request"],
    [8000, "request"],
    [9000, "new-group"],
  ]);
});
