import { describe, expect, it } from "vitest";
import { soraE2EEErrorCodes } from "../../../src/errors.ts";
import { ja } from "../../../src/i18n/index.ts";
import { frameFailures } from "../../../src/status.ts";
import { exists, pages, readPage } from "./support/pages.ts";
import { statuses } from "./support/statuses.ts";

const english = readPage("README.md");
const japanese = readPage("README.ja.md");

const rowOf = (prose: string, code: string) =>
  prose.split("\n").find((line) => line.startsWith(`| \`${code}\``));

describe("README.md and README.ja.md", () => {
  it("link to each other in their first lines", () => {
    expect(english.text.split("\n")[2]).toBe("English | [日本語](README.ja.md)");
    expect(japanese.text.split("\n")[2]).toBe("日本語 | [English](README.md)");
  });

  it("have the same number of chapters and the same code", () => {
    const chapters = (prose: string) => prose.match(/^## /gmu)?.length;
    expect(chapters(japanese.prose)).toBe(chapters(english.prose));
    expect(japanese.blocks.map(({ code }) => code)).toEqual(english.blocks.map(({ code }) => code));
  });

  it("use the texts of the user interface in Japanese", () => {
    for (const status of statuses) {
      expect(rowOf(japanese.prose, status)).toContain(`| ${ja[`encryption.${status}`]}：`);
    }
    expect(japanese.prose).toContain(`「${ja["meeting.second"]}」`);
  });
});

describe("docs/ja/", () => {
  const translated = pages.filter(({ path }) => path.startsWith("docs/ja/"));

  it("has the pages that Sora users need first", () => {
    const names = [
      "encryption-status",
      "getting-started",
      "media-processors",
      "meeting",
      "migration",
      "mls",
      "relays",
      "troubleshooting",
    ];
    expect(translated.map(({ path }) => path)).toEqual(names.map((name) => `docs/ja/${name}.md`));
  });

  it.each(translated)("$path links to its English page, and the README links to it", ({ path, text }) => {
    const original = path.replace("docs/ja/", "");
    expect(text.split("\n")[2]).toBe(`[English](../${original})`);
    expect(exists(`docs/${original}`)).toBe(true);
    expect(japanese.prose).toContain(`](${path})`);
  });

  it("quotes each status and each failure reason as the user interface shows it", () => {
    const { prose } = readPage("docs/ja/encryption-status.md");
    for (const status of statuses) {
      expect(rowOf(prose, status)).toContain(`| \`${status}\` | ${ja[`encryption.${status}`]} |`);
    }
    for (const reason of frameFailures) {
      expect(rowOf(prose, reason)).toBe(`| \`${reason}\` | ${ja[`why.${reason}`]} |`);
    }
  });

  it("quotes each error code with the texts of the user interface", () => {
    const { prose } = readPage("docs/ja/troubleshooting.md");
    for (const code of soraE2EEErrorCodes) {
      const row = `| \`${code}\` | ${ja[`error.${code}.what`]} | ${ja[`error.${code}.do`]} |`;
      expect(prose.split("\n")).toContain(row);
    }
  });

  it("has the files and commands of the English getting-started page", () => {
    const commands = (path: string) =>
      readPage(path).blocks.flatMap(({ language, code }) => (language === "sh" ? code.split("\n") : []));
    const original = commands("docs/getting-started.md");
    expect(commands("docs/ja/getting-started.md").filter((line) => !original.includes(line))).toEqual([]);
  });
});
