import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/install.mjs";
import { duration, fail } from "./lib/say.mjs";

const tools = ["rolldown", "typescript", "lightningcss"];
const missing = tools.filter((tool) => !existsSync(join(root, "node_modules", tool, "package.json")));

if (missing.length > 0) {
  const are = missing.length > 1 ? "are" : "is";
  fail(`Building needs ${missing.join(" and ")}, which ${are} not installed: run "npm ci" and try again.`);
}

const begun = performance.now();
const out = join(root, "dist");
try {
  const { buildScripts } = await import("./lib/build-scripts.mjs");
  const { buildStyles } = await import("./lib/build-styles.mjs");
  const { buildTypes } = await import("./lib/build-types.mjs");
  rmSync(out, { recursive: true, force: true });
  await Promise.all([buildScripts(out), buildTypes(join(out, "types"))]);
  buildStyles(join(root, "src/styles/styles.css"), join(out, "styles.css"));
  process.stdout.write(`Built dist/ in ${duration(performance.now() - begun)}.\n`);
} catch (error) {
  fail(`The build failed: ${error.message}\nCorrect it and run "npm run build".`);
}
