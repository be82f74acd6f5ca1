import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { importRules } from "../../../scripts/lib/import-rules.mjs";
import { exists, readPage, root } from "./support/pages.ts";

const { prose } = readPage("docs/architecture.md");
const folders = (text: string) => [...text.matchAll(/`([\w-]+)\/`/gu)].map(([, name]) => name);
const table = prose.split("## The folders of `src/`")[1]?.split("\n\n")[2] ?? "";
const rows = table.split("\n").slice(2);

describe("docs/architecture.md", () => {
  it("lists every folder of the import rules, with its allowed imports", () => {
    const written = rows.map((row) => {
      const [, folder = "", , imports = ""] = row.split("|");
      return `${folders(folder)[0]}: ${folders(imports).sort().join(", ")}`;
    });
    const ruled = importRules.flatMap(({ name, comment }) => {
      const [, folder] = /^src\/([\w-]+)\/ may import/u.exec(comment) ?? [];
      if (folder === undefined || !name.startsWith("arrow-")) return [];
      const allowed = [...comment.matchAll(/ src\/([\w-]+)\//gu)].map(([, folder]) => folder);
      return [`${folder}: ${allowed.sort().join(", ")}`];
    });
    expect(written.sort()).toEqual(ruled.sort());
  });

  it("lists every folder of src/ and of src/e2ee/", () => {
    for (const parent of ["src", "src/e2ee"]) {
      const found = readdirSync(`${root}${parent}`, { withFileTypes: true }).filter((each) =>
        each.isDirectory(),
      );
      for (const { name } of found) expect(prose, `${parent}/${name}`).toContain(`\`${name}/\``);
    }
  });

  it("names only existing files", () => {
    const inSrc = [...prose.matchAll(/`([\w-]+\/[\w/-]+\.tsx?)`/gu)].map(([, path = ""]) => path);
    expect(inSrc.length).toBeGreaterThan(8);
    const missing = inSrc.filter(
      (path) => !["", "src/", "src/e2ee/"].some((base) => exists(`${base}${path}`)),
    );
    expect(missing).toEqual([]);
  });
});
