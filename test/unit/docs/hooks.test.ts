import { readFileSync } from "node:fs";
import * as library from "react-sora-e2ee";
import { describe, expect, it } from "vitest";

describe("docs/hooks.md", () => {
  it("has a section for each existing hook", () => {
    const text = readFileSync(new URL("../../../docs/hooks.md", import.meta.url), "utf8");
    const headings = [...text.matchAll(/^### .*$/gmu)].flatMap(([heading]) => [
      ...heading.matchAll(/`(use\w+)\(/gu),
    ]);
    const hooks = Object.keys(library).filter((name) => /^use[A-Z]/u.test(name));
    expect(headings.map(([, name]) => name).sort()).toEqual(hooks.sort());
  });
});
