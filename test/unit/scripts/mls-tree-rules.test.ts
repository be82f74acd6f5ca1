import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mlsTreeRules } from "../../../scripts/lib/mls-tree-rules.mjs";

const installed = fileURLToPath(import.meta.resolve("ts-mls"));

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mls-tree-rules-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the installed library's check of trees is repaired, and the rest stays as it is", () => {
  const check = mlsTreeRules.load(join(dirname(installed), "clientState.js"));
  expect(check?.code).toContain("dpNode.parent.unmergedLeaves.includes(unmergedLeaf)");
  expect(check?.code).not.toContain("!arraysEqual(dpNode.parent.unmergedLeaves");
  expect(mlsTreeRules.load(installed)?.code).not.toContain("unmergedLeaves.includes(unmergedLeaf)");
  expect(mlsTreeRules.load(fileURLToPath(import.meta.url))).toBeNull();
});

test("a library whose check of trees has changed is an error", () => {
  const changed = join(folder, "node_modules/ts-mls/dist/src/clientState.js");
  mkdirSync(dirname(changed), { recursive: true });
  writeFileSync(changed, "export const other = true;\n");
  expect(() => mlsTreeRules.load(changed)).toThrow("The check of trees in ts-mls has changed");
});
