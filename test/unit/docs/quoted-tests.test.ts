import { describe, expect, it } from "vitest";
import { exists, pages } from "./support/pages.ts";
import { type QuotedTest, quotedTests, testNames } from "./support/test-names.ts";

function problem({ file, name }: QuotedTest): string | null {
  if (!exists(file)) return `there is no ${file}`;
  return testNames(file).has(name) ? null : `${file} has no test "${name}"`;
}

const promises = pages.filter(({ path }) => /^docs\/promises\/\d/u.test(path));

describe("tests that the documentation quotes", () => {
  const quoting = pages.filter(({ path, prose }) => quotedTests(path, prose).length > 0);

  it.each(quoting.map(({ path, prose }) => ({ path, prose })))("exist under their names in $path", (page) => {
    expect(quotedTests(page.path, page.prose).flatMap((quoted) => problem(quoted) ?? [])).toEqual([]);
  });

  it("are reported as missing when they were renamed or moved", () => {
    const page = "docs/promises/1-fail-closed.md";
    const link = (name: string, file: string) => `[${name}](../../test/unit/media/${file}.test.ts)`;
    const problems = [
      ...quotedTests(page, link("seals nothing without a\n  key", "frame-sealer")),
      ...quotedTests(page, link("seals nothing", "frame-sealer")),
      ...quotedTests(page, link("seals nothing without a key", "sealer")),
    ].map(problem);
    expect(problems).toEqual([
      null,
      'test/unit/media/frame-sealer.test.ts has no test "seals nothing"',
      "there is no test/unit/media/sealer.test.ts",
    ]);
  });
});

describe("the promises", () => {
  it("are six, each with a page", () => {
    expect(promises.map(({ path }) => path.split("/").at(-1)?.[0])).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  it.each(promises.map(({ path, prose }) => ({ path, prose })))(
    "have in $path a statement, its mechanism, its limits, and the tests that prove it",
    ({ path, prose }) => {
      const headings = [...prose.matchAll(/^## (.*)$/gmu)].map(([, heading]) => heading);
      expect(headings).toEqual(["How", "What it does not cover", "Held by"]);
      const [before = "", held = ""] = prose.split("\n## Held by\n");
      expect(before).toMatch(/^# .+\n+\S/u);
      expect(quotedTests(path, held).length).toBeGreaterThan(2);
      // A page must not quote a test of another page only.
      expect(quotedTests(path, before)).toEqual([]);
    },
  );
});
