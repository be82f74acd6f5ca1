import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergeCalls, withBrowserTable } from "./lib/browser-table.mjs";
import { ensureBrowser } from "./lib/browsers.mjs";
import { ensureInstalled, root } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { fail } from "./lib/say.mjs";

// Runs a call for each codec and direction between the browsers of this machine. It writes the results into
// docs/browsers.json, and from there into docs/browsers.md. Set CHROMIUM_PATH and FIREFOX_PATH for other
// versions.
ensureInstalled();
try {
  for (const kind of ["chromium", "firefox"]) ensureBrowser(kind);
} catch (error) {
  fail(error.message);
}

const file = join(root, "docs/browsers.json");
const known = JSON.parse(readFileSync(file, "utf8"));
const { passed } = await runTool("node_modules/vitest/vitest.mjs", ["run", "--project", "browsers"], {
  BROWSERS_FILE: file,
});
const calls = mergeCalls(known, JSON.parse(readFileSync(file, "utf8")));
writeFileSync(file, `${JSON.stringify(calls, null, 2)}\n`);
const page = join(root, "docs/browsers.md");
writeFileSync(page, withBrowserTable(readFileSync(page, "utf8"), calls));
process.exitCode = passed ? 0 : 1;
