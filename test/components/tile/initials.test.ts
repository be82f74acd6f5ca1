import { describe, expect, it } from "vitest";
import { initials } from "../../../src/components/tile/initials.ts";

describe("initials", () => {
  it.each([
    ["Hanako", "H"],
    ["hanako yamada", "HY"],
    ["Amélie de la Tour", "AT"],
    ["山田 花子", "山"],
    ["さくら", "さ"],
    ["👩‍🚀 Crew", "👩‍🚀C"],
    ['"Taro" Yamada', "TY"],
    ["Taro Yamada (Shiguredo)", "TY"],
    ["【開発】山田 花子", "山"],
    ["(guest)", "G"],
    ["محمد علي", "م"],
    ["🇯🇵 Taro", "🇯🇵T"],
    ["7 of 9", "79"],
    ["???", ""],
    ["  ", ""],
  ])("are, for %s: %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
