import { ensureBrowser } from "./lib/browsers.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { duration, fail } from "./lib/say.mjs";

const vitest = (...projects) => [
  "node_modules/vitest/vitest.mjs",
  ["run", ...projects.flatMap((project) => ["--project", project])],
];

/** Cheap steps first: a slip should be known before the browsers start. */
const steps = {
  lint: { tool: ["node_modules/@biomejs/biome/bin/biome", ["check"]] },
  types: { tool: ["node_modules/typescript/bin/tsc", []] },
  docs: { tool: ["node_modules/typedoc/bin/typedoc", ["--emit", "none"]] },
  imports: { tool: ["scripts/check-imports.mjs", []] },
  unit: { tool: vitest("unit") },
  components: { tool: vitest("components", "components-strict") },
  "components-react18": { tool: vitest("components-react18", "components-react18-strict") },
  package: { tool: ["scripts/check-package.mjs", []], browsers: ["chromium", "firefox"] },
  stories: { tool: vitest("stories"), browsers: ["chromium"] },
  e2e: { tool: vitest("e2e"), browsers: ["chromium", "firefox"] },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  fail(
    `Unknown step: ${unknown.join(", ")}. The steps are: ${Object.keys(steps).join(", ")}; without any, all run.`,
  );
}
const names = asked.length > 0 ? asked : Object.keys(steps);

ensureInstalled();
const needed = new Set(names.flatMap((name) => steps[name].browsers ?? []));
try {
  for (const kind of needed) ensureBrowser(kind);
} catch (error) {
  fail(error.message);
}

const begun = performance.now();
const failed = [];
const times = [];
for (const name of names) {
  process.stdout.write(`\n── ${name} ──\n`);
  const start = performance.now();
  const passed = await runTool(...steps[name].tool, { CI: process.env.CI ?? "true" });
  if (!passed) failed.push(name);
  times.push(`${passed ? "passed" : "FAILED"}  ${name.padEnd(20)}${duration(performance.now() - start)}`);
}

process.stdout.write(`\n${times.join("\n")}\n`);
const total = duration(performance.now() - begun);
if (failed.length > 0) {
  const again = `npm test -- ${failed.join(" ")}`;
  process.stdout.write(
    `FAILED: ${failed.join(", ")} (${names.length - failed.length} of ${names.length} steps passed, ${total}). Again: ${again}\n`,
  );
  process.exit(1);
}
process.stdout.write(`All ${names.length} steps passed in ${total}.\n`);
