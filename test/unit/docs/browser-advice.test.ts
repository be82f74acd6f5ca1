import { readdirSync, readFileSync } from "node:fs";
import { en, ja } from "react-sora-e2ee/core";
import { describe, expect, it } from "vitest";
import { browserAdvice } from "../../../src/errors.ts";
import { root } from "./support/pages.ts";

const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.tsx?$/u.test(file),
);
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gmu, "");
/** docs/browsers.md says that these browsers were not tested. */
const untested = /Safari/u;

describe("the recommended browsers", () => {
  it("are the browsers in which calls are tested end to end", () => {
    const page = readFileSync(`${root}docs/browsers.md`, "utf8");
    expect(page).toMatch(/^\| Safari \| \*\*no\*\*/mu);
    expect(browserAdvice).not.toMatch(untested);
    for (const text of [en, ja].flatMap((texts) => Object.values(texts))) {
      expect(JSON.stringify(text)).not.toMatch(untested);
    }
  });

  it.each(sources)("are the only ones that the texts of src/%s name", (file) => {
    expect(withoutComments(readFileSync(`${root}src/${file}`, "utf8"))).not.toMatch(untested);
  });
});
