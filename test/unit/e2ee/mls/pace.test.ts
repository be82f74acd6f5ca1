import { expect, it } from "vitest";
import { Pace } from "../../../../src/e2ee/agreement/mls/pace.ts";

it("the time that messages take follows a slow message at once, and fast ones by halves", () => {
  const pace = new Pace();
  expect(pace.lag).toBe(0);
  const lags = [500, 2000, 100, 100, 1200].map((took) => {
    pace.observe(took);
    return pace.lag;
  });
  expect(lags).toEqual([500, 2000, 1000, 500, 1200]);
});

it("the time that messages take is at most 3 s and at least 0, and a message that was lost does not count", () => {
  const pace = new Pace();
  pace.observe(-200);
  expect(pace.lag).toBe(0);
  pace.observe(10_001);
  expect(pace.lag).toBe(0);
  pace.observe(10_000);
  expect(pace.lag).toBe(3000);
});
