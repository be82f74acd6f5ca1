import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { peerName } from "../../../src/connected/peer-name.ts";
import { cleanName, nameLimit } from "../../../src/protocol/display-name.ts";

afterEach(() => vi.unstubAllGlobals());

const family = "👨\u200d👩\u200d👧\u200d👦";
const england = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";

describe("the name of a peer", () => {
  it.each([
    ["Persian with a zero-width non-joiner", "علی\u200cرضا"],
    ["Sinhala with a zero-width joiner", "ශ්\u200dරී"],
    ["a family emoji", family],
    ["a heart that is drawn as an emoji", "❤\ufe0f"],
    ["a flag made of tags", england],
    ["a skin tone", "👩🏽\u200d🚀"],
    ["Japanese", "山田 花子"],
    ["Japanese with variants of characters", "葛\u{e0100}城 辻\u{e0101}"],
    ["a standardized variant of a character", "神\ufe00"],
    ["Mongolian with a variant of a letter", "ᠠ\u180bᠨ"],
    ["Mongolian with a separated vowel", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ"],
    ["Malayalam that ends with a joined letter", "മോഹന്\u200d"],
    ["Vietnamese in decomposed form", "Nguye\u0302\u0303n"],
    ["an Arabic number sign", "\u0600١٢"],
    ["punctuation alone", "…"],
  ])("peerName keeps this name: %s", (_what, name) => {
    expect(cleanName(name)).toBe(name);
  });

  it.each([
    ["a right-to-left override", "\u202eAnn", "Ann"],
    ["isolates and marks", "\u2066A\u200en\u061cn\u2069", "Ann"],
    ["a zero-width space and a soft hyphen", "A\u200bn\u00adn\ufeff", "Ann"],
    ["joiners between Latin letters", "A\u200dn\u200c\u200dn", "Ann"],
    ["control characters and line ends", "Ann\u0007\nLee\u2028X", "Ann Lee X"],
    ["a lone surrogate", "Ann\ud800", "Ann"],
    ["a variant of a Latin letter", "A\u{e0100}nn\ufe00\u180b", "Ann"],
    [
      "a second variant of a character",
      "辻\u{e0101}\u{e0100}\u200d\u{e0100}ᠠ\u180b\u180c",
      "辻\u{e0101}ᠠ\u180b",
    ],
    ["a joiner at either end", "\u200dعلی\u200c", "علی"],
    ["a joiner after a complete letter at the end", "മോഹന്\u200d\u200d \u200c", "മോഹന്\u200d"],
    ["vowel separators in other places", "\u180eA\u180eᠠᠯ\u180e\u180eᠠ\u180eᠮ\u180e", "Aᠠᠯ\u180eᠠᠮ"],
    ["spaces of all kinds around it", " \u3000Ann\u00a0 Lee\t", "Ann Lee"],
  ])("peerName removes this text: %s", (_what, name, shown) => {
    expect(cleanName(name)).toBe(shown);
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \u3000\t"],
    ["joiners", "\u200d\u200c"],
    ["Hangul fillers", "\u3164\u115f\uffa0"],
    ["a blank Braille pattern", "\u2800"],
    ["a mark without a letter", "\u0301"],
    ["variation selectors and tags", "\ufe0f\u{e0067}\u{e0100}\u180b"],
    ["direction characters", "\u202e\u2066"],
  ])("a name is ignored when it holds only %s", (_what, name) => {
    expect(cleanName(name)).toBeNull();
    expect(
      peerName({ connectionId: "ABCDEFGHJKMNPQRSTVWXYZ0123", name: null, metadata: { name } }, "Guest"),
    ).toBe("Guest 0123");
  });

  it("the name that the call's option gave is used first", () => {
    const peer = { connectionId: "x0123", metadata: { name: "Eve" } };
    expect(peerName({ ...peer, name: "Ann" }, "Guest")).toBe("Ann");
    expect(peerName({ ...peer, name: null }, "Guest")).toBe("Eve");
  });

  it.each([null, undefined, 7, {}, ["Ann"]])("a name is ignored when it is %j", (name) => {
    expect(cleanName(name)).toBeNull();
  });

  it.each(["with", "without"])("a long name is cut between graphemes, %s Intl.Segmenter", (segmenter) => {
    if (segmenter === "without") vi.stubGlobal("Intl", { ...Intl, Segmenter: undefined });
    expect(cleanName("e\u0301".repeat(50))).toBe("e\u0301".repeat(nameLimit));
    expect(cleanName(family.repeat(50))).toBe(family.repeat(nameLimit));
    expect(cleanName(england.repeat(50))).toBe(england.repeat(nameLimit));
  });

  it.each(["A\t\u0000\tB", "A \u200d B"])("%j has one space", (name) => {
    expect(cleanName(name)).toBe("A B");
  });

  it("the combining marks on one letter are bounded", () => {
    expect(cleanName(`A${"\u0301".repeat(600)}nn`)).toBe(`A${"\u0301".repeat(15)}nn`);
  });

  it("the result is short, does not change when it is cleaned again, and does not reverse the text around it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (given) => {
        const name = cleanName(given);
        if (name === null) return;
        expect(cleanName(name)).toBe(name);
        expect(name).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|^\s|\s$|\p{Cc}|\p{Cs}/u);
        expect([...new Intl.Segmenter().segment(name)].length).toBeLessThanOrEqual(nameLimit);
      }),
    );
  });

  it("a property of a prototype is not taken for a name", () => {
    const metadata = Object.create({ name: "Eve" });
    expect(peerName({ connectionId: "x0123", name: null, metadata }, "Guest")).toBe("Guest 0123");
  });
});
