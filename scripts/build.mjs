import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/install.mjs";
import { duration, fail } from "./lib/say.mjs";

// npm runs "prepare" before it packs too: what is published must be built.
const packing = ["pack", "publish"].includes(process.env.npm_command);
const ifPossible = process.argv.includes("--if-possible") && !packing;
const tools = ["rolldown", "typescript", "lightningcss"];
const missing = tools.filter((tool) => !existsSync(join(root, "node_modules", tool, "package.json")));

if (missing.length > 0) {
  const what = `Building needs ${missing.join(" and ")}, which ${missing.length > 1 ? "are" : "is"} not installed`;
  if (!ifPossible) fail(`${what}: run "npm ci" and try again.`);
  // Someone who installs dependencies only should not be stopped by a build that was not asked for.
  process.stdout.write(`${what}: dist/ is not built.\n`);
  process.exit(0);
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
  const advice = 'Correct it and run "npm run build".';
  if (!ifPossible) fail(`The build failed: ${error.message}\n${advice}`);
  process.stderr.write(`dist/ is not built: ${error.message}\n${advice}\n`);
}
