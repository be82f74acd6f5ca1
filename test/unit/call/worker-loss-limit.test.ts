import { expect, it } from "vitest";
import { WorkerLossLimit } from "../../../src/call/worker-loss-limit.ts";

const minute = 60_000;

it("a call replaces three silent workers within ten minutes, and ends when the fourth is silent", () => {
  const limit = new WorkerLossLimit();
  expect([0, 1, 2, 3].map((minutes) => limit.take(minutes * minute))).toEqual([true, true, true, false]);
});

it("a call continues when it loses a worker only now and then", () => {
  const limit = new WorkerLossLimit();
  for (let minutes = 0; minutes < 120; minutes += 4) expect(limit.take(minutes * minute)).toBe(true);
});
