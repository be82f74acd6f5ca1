// @ts-check
import { pathToFileURL } from "node:url";
import { cruise } from "dependency-cruiser";
import { importRules } from "./lib/import-rules.mjs";
import { root } from "./lib/install.mjs";

/** @typedef {{ readonly rule: string, readonly from: string, readonly to: string, readonly comment: string }} ForbiddenImport */

/**
 * Every import of `folders` (below `baseDir`) that breaks a rule.
 * @param {string} baseDir
 * @param {string[]} folders
 * @returns {Promise<ForbiddenImport[]>}
 */
export async function findForbiddenImports(baseDir, folders) {
  const { output } = await cruise(folders, {
    baseDir,
    validate: true,
    ruleSet: { forbidden: importRules },
    // Type imports also tie folders together.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.css$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  });
  if (typeof output === "string") throw new Error(output);
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle ? cycle.map((step) => step.name).join(" → ") : to,
    comment: importRules.find((known) => known.name === rule.name)?.comment ?? "",
  }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const found = await findForbiddenImports(root, ["src", "dev-server/src"]);
  for (const { rule, from, to, comment } of found) {
    process.stderr.write(`${from} → ${to}\n  ${rule}: ${comment}\n`);
  }
  if (found.length > 0) process.exit(1);
  process.stdout.write(`All imports in src/ and dev-server/ follow their arrows.\n`);
}
