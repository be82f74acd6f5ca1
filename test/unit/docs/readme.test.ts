import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pages, root } from "./support/pages.ts";

const readmes = pages.filter(({ path }) => /^README(\.\w+)?\.md$/u.test(path));

describe("the README's code", () => {
  it.each(readmes.map(({ path, blocks }) => ({ path, blocks })))(
    "is the example that is compiled: $path",
    ({ blocks }) => {
      const apps = blocks.filter(({ language }) => language === "tsx").map(({ code }) => `${code}\n`);
      expect(apps).toEqual([readFileSync(`${root}examples/app.tsx`, "utf8")]);
    },
  );
});
