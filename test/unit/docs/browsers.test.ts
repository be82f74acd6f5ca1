import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type BrowserCall,
  browserTable,
  type CallResult,
  mergeCalls,
  versionsOf,
  withBrowserTable,
} from "../../../scripts/lib/browser-table.mjs";
import { root } from "./support/pages.ts";

const calls = JSON.parse(readFileSync(`${root}docs/browsers.json`, "utf8")) as BrowserCall[];

describe("docs/browsers.md", () => {
  const text = readFileSync(`${root}docs/browsers.md`, "utf8");

  it("lists the recorded calls", () => {
    const [, table] = /<!-- browsers: .*? -->\n\n([\s\S]*?)\n\n<!-- \/browsers -->/u.exec(text) ?? [];
    expect(table).toBe(browserTable(calls));
    expect(withBrowserTable(text, calls) === text, "written anew, the page is the same").toBe(true);
  });

  it("names exactly the tested versions", () => {
    const numbers = (row: RegExp) => (row.exec(text)?.[1]?.match(/\d+/gu) ?? []).map(Number);
    expect(numbers(/^\| Chromium \| ([\d, and]+)/mu)).toEqual(versionsOf(calls, "chromium"));
    expect(numbers(/^\| Firefox \| (?:ESR )?([\d, and]+)/mu)).toEqual(versionsOf(calls, "firefox"));
  });
});

describe("docs/browsers.json", () => {
  it("holds calls in both directions, and all succeeded", () => {
    const pairs = new Set(calls.map(({ from, to }) => `${from.browser} ${to.browser}`));
    expect(pairs.size).toBe(4);
    expect(calls.flatMap(({ codecs }) => Object.values(codecs))).not.toContain("fails");
  });

  it("keeps calls of other versions when some versions run again", () => {
    const made = (version: number, result: CallResult): BrowserCall => ({
      from: { browser: "firefox", version },
      to: { browser: "chromium", version: 156 },
      codecs: { VP8: result, VP9: result, H264: result, AV1: result },
    });
    const merged = mergeCalls([made(140, "works"), made(153, "fails")], [made(153, "works")]);
    expect(merged).toEqual([made(153, "works"), made(140, "works")]);
  });
});
