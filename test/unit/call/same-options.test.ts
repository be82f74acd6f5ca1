import { describe, expect, it } from "vitest";
import { sameOptions } from "../../../src/call/same-options.ts";

function endless(): object {
  const form = { toJSON: (): unknown => form };
  return form;
}

describe("options of two renders", () => {
  it.each<readonly [string, () => unknown]>([
    ["nested objects and lists", () => ({ user: { tags: ["a", { b: null }] } })],
    ["a date", () => ({ at: new Date(5) })],
    ["a date without a valid time", () => new Date(Number.NaN)],
    ["a URL", () => ({ page: new URL("https://example.com/a?b#c") })],
    ["an object of the app with a JSON form", () => ({ toJSON: () => ({ amount: 3 }) })],
    ["functions", () => ({ onEvent: () => undefined })],
  ])("are the same with %s of equal contents", (_name, make) => {
    expect(sameOptions(make(), make())).toBe(true);
  });

  it.each<readonly [string, unknown, unknown]>([
    ["lists in another order", ["a", "b"], ["b", "a"]],
    ["other dates", new Date(5), new Date(6)],
    ["other URLs", new URL("https://example.com/a"), new URL("https://example.com/b")],
    ["a date in place of an object", new Date(5), {}],
    ["maps, which have no JSON form", new Map([["a", 1]]), new Map([["a", 1]])],
    ["instances without a JSON form", new EventTarget(), new EventTarget()],
    ["a JSON form that never ends", endless(), endless()],
  ])("differ with %s", (_name, a, b) => {
    expect(sameOptions(a, b)).toBe(false);
  });
});
