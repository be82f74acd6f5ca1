import { describe, expect, it } from "vitest";
import { ja } from "../../../src/i18n/index.ts";
import { figures, outline, targets } from "./support/outline.ts";
import { readPage } from "./support/pages.ts";
import { statuses } from "./support/statuses.ts";

const english = readPage("README.md");
const japanese = readPage("README.ja.md");

/** In each chapter of one page, the numbers that the other does not have there. */
function missingFigures(from: string, to: string): string[][] {
  const there = figures(to);
  return figures(from).map((chapter, i) => [...chapter].filter((figure) => !there[i]?.has(figure)));
}

describe("README.md and README.ja.md", () => {
  it("lead to each other in their first lines", () => {
    expect(english.text.split("\n")[2]).toBe("English | [日本語](README.ja.md)");
    expect(japanese.text.split("\n")[2]).toBe("日本語 | [English](README.md)");
  });

  it("have the same headings, rows, lists, paragraphs and code, in the same order", () => {
    expect(outline(japanese.text)).toEqual(outline(english.text));
  });

  it("lead to the same places", () => {
    const places = targets(english.prose).map((target) => target.replace("README.ja.md", "README.md"));
    expect(targets(japanese.prose)).toEqual(places.sort());
  });

  it("give the same figures", () => {
    expect(missingFigures(english.prose, japanese.prose).flat()).toEqual([]);
  });

  it("use the words of the screen, in Japanese", () => {
    const rows = japanese.prose.split("\n");
    for (const status of statuses) {
      const row = rows.find((line) => line.startsWith(`| \`${status}\``));
      expect(row).toContain(`| ${ja[`encryption.${status}`]}：`);
    }
    expect(japanese.prose).toContain(`「${ja["meeting.second"]}」`);
  });
});

describe("two editions that differ", () => {
  const page =
    "# A\n\nText\nand more.\n\n- one\n  and more\n- two\n\n| `a` | is |\n|---|---|\n| `b` | 1 |\n\n```sh\nnpm start # runs\n```";

  it.each([
    ["a heading", "# A", "## A"],
    ["a row", "\n| `b` | 1 |", ""],
    ["the code of a row", "`b`", "`c`"],
    ["an item", "\n- two", ""],
    ["a paragraph", "\n\n- one", "\n\nThird.\n\n- one"],
    ["a command", "npm start", "npm test"],
  ])("in %s have another outline", (_, from, to) => {
    expect(outline(page.replace(from, to))).not.toEqual(outline(page));
  });

  it("in words only have the same outline", () => {
    const translated = page
      .replace("Text\nand more.", "文です。")
      .replace("is", "です")
      .replace("runs", "起動");
    expect(outline(translated)).toEqual(outline(page));
  });

  it("in a number are found by the chapter", () => {
    const missing = missingFigures("## A\n1 and 2.5\n\n## B\n2.5", "## A\n1\n\n## B\n2.5");
    expect(missing).toEqual([[], ["2.5"], []]);
  });
});
