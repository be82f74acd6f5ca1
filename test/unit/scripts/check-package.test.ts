import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/lib/install.mjs";
import { findWrongClientModules } from "../../../scripts/lib/package/client-modules.mjs";
import { findWrongContents } from "../../../scripts/lib/package/contents.mjs";
import { findWrongLicenses, licensesOf } from "../../../scripts/lib/package/licenses.mjs";

const code = (name: string) => `const a = 1;\nexport { a };\n//# sourceMappingURL=${name}.js.map`;
const map = (...sources: string[]) =>
  JSON.stringify({ sources, sourcesContent: sources.map(() => "export const a = 1;") });

const fine: Record<string, string> = {
  "package.json": "{}",
  "README.md": "…",
  "README.ja.md": "…",
  LICENSE: "…",
  "dist/styles.css": "",
  "dist/core.js": 'export { a } from "./call/a.js";',
  "dist/call/a.js": code("a"),
  "dist/call/a.js.map": map("../../src/call/a.ts"),
  "dist/types/call/a.d.ts": "export declare const a: number;",
};

const withFiles = (changed: Record<string, string>) => new Map(Object.entries({ ...fine, ...changed }));

describe("the packed files", () => {
  test("are accepted when they are complete", () => {
    expect(findWrongContents(withFiles({}))).toEqual([]);
  });

  test.each([
    "src/core.ts",
    "test/a.test.ts",
    "dist/a.test.js",
    "dist/types/a.d.ts.map",
    ".env",
    "dist/a.tgz",
  ])("may not contain %s", (path) => {
    expect(findWrongContents(withFiles({ [path]: "" }))).toEqual([`${path} does not belong in the package.`]);
  });

  test.each(["README.md", "LICENSE"])("must contain %s", (path) => {
    const files = withFiles({});
    files.delete(path);
    expect(findWrongContents(files)).toEqual([`${path} is missing from the package.`]);
  });

  test.each(["preinstall", "install", "postinstall", "prepare"])("may not declare a %s script", (name) => {
    const manifest = JSON.stringify({ scripts: { [name]: "node scripts/build.mjs", test: "vitest" } });
    expect(findWrongContents(withFiles({ "package.json": manifest }))).toEqual([
      `package.json has a "${name}" script, which npm runs at each installation.`,
    ]);
  });

  test("have a source map with the source text for all code", () => {
    expect(findWrongContents(withFiles({ "dist/call/a.js": "const a = 1;" }))).toEqual([
      "dist/call/a.js has no source map.",
    ]);
    expect(findWrongContents(withFiles({ "dist/call/a.js": code("b") }))).toEqual([
      "dist/call/a.js names b.js.map, which is not in the package.",
    ]);
    const empty = JSON.stringify({ sources: ["../../src/call/a.ts"] });
    expect(findWrongContents(withFiles({ "dist/call/a.js.map": empty }))).toEqual([
      "dist/call/a.js.map has no text of ../../src/call/a.ts.",
    ]);
  });

  test.each(["/home/ann/sora/a.ts", "file:///a.ts", "../../../Users/ann/a.ts", "C:\\work\\a.ts"])(
    "do not name %s, a path of a machine",
    (source) => {
      expect(findWrongContents(withFiles({ "dist/call/a.js.map": map(source) }))).toEqual([
        expect.stringContaining("a path of this machine"),
      ]);
    },
  );
});

describe('"use client"', () => {
  const component = 'import { jsx } from "react/jsx-runtime";\nexport const A = () => jsx("p", {});';
  const modules = (path: string, text: string) => findWrongClientModules(new Map([[path, text]]));

  test("is the first line of every module that uses React", () => {
    expect(modules("dist/components/A.js", `"use client";\n${component}`)).toEqual([]);
    expect(modules("dist/components/A.js", component)).toHaveLength(1);
    expect(modules("dist/components/A.js", `${component}\n"use client";`)).toHaveLength(1);
  });

  test("is absent from entries, because servers use what they export too", () => {
    expect(modules("dist/core.js", 'export { a } from "./call/a.js";')).toEqual([]);
    expect(modules("dist/index.js", `"use client";\nexport { A } from "./components/A.js";`)).toHaveLength(1);
  });
});

describe("licences", () => {
  test("of all dependencies, at any depth, are known", () => {
    const names = licensesOf(root).map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(["zustand", "@noble/curves", "@noble/hashes", "sora-js-sdk"]),
    );
    expect(findWrongLicenses(licensesOf(root))).toEqual([]);
  });

  test("that are missing or restrict the package's users are refused", () => {
    const named = (license: string) => findWrongLicenses([["a", "1.0.0", license]]);
    expect(named("GPL-3.0-only")).toHaveLength(1);
    expect(named("none")).toHaveLength(1);
    expect(named("(MIT OR GPL-3.0-only)")).toEqual([]);
    expect(named("MIT AND GPL-3.0-only")).toHaveLength(1);
  });
});
