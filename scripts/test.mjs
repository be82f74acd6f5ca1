import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./lib/browsers.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { duration, fail } from "./lib/say.mjs";
import { readFailures, reportFailures } from "./lib/test-report.mjs";
import { chooseSteps, steps, usage } from "./lib/test-steps.mjs";

const names = chooseSteps(process.argv.slice(2), fail);
if (names === null) {
  process.stdout.write(usage());
  process.exit(0);
}

ensureInstalled();
const needed = new Set(names.flatMap((name) => steps[name].browsers ?? []));
try {
  for (const kind of needed) ensureBrowser(kind);
} catch (error) {
  fail(error.message);
}

const folder = mkdtempSync(join(tmpdir(), "test-report-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const begun = performance.now();
const failed = [];
const times = [];
for (const name of names) {
  process.stdout.write(`\n── ${name} ──\n`);
  const start = performance.now();
  const file = join(folder, name);
  const env = { CI: process.env.CI ?? "true", TEST_FAILURES: file };
  const { passed, lines } = await runTool(...steps[name].tool, env);
  const failures = existsSync(file) ? readFailures(readFileSync(file, "utf8")) : [];
  if (!passed) failed.push({ name, failures, lines });
  times.push(`${passed ? "passed" : "FAILED"}  ${name.padEnd(20)}${duration(performance.now() - start)}`);
}

const total = duration(performance.now() - begun);
if (failed.length > 0) {
  const again = `npm test -- ${failed.map(({ name }) => name).join(" ")}`;
  const passed = `${names.length - failed.length} of ${names.length} steps passed, ${total}`;
  process.stdout.write(`\n${[...reportFailures(failed), "", ...times].join("\n")}\n`);
  process.stdout.write(`FAILED: ${failed.map(({ name }) => name).join(", ")} (${passed}). Again: ${again}\n`);
  process.exit(1);
}
process.stdout.write(`\n${times.join("\n")}\nAll ${names.length} steps passed in ${total}.\n`);
