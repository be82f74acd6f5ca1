import { describe, expect, it } from "vitest";
import { initials } from "../../src/components/initials.ts";

describe("initials", () => {
  it.each([
    ["Hanako", "H"],
    ["hanako yamada", "HY"],
    ["Amélie de la Tour", "AT"],
    ["山田 花子", "山"],
    ["さくら", "さ"],
    ["👩‍🚀 Crew", "👩‍🚀C"],
    ["  ", ""],
  ])("of %s are %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
