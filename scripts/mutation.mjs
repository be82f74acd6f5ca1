import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { fail } from "./lib/say.mjs";

/** A folder stands for all sources in it. A file may name lines: `src/e2ee/media/frame-crypto.ts:20-40`. */
function pattern(path) {
  const full = join(root, path.replace(/:[\d:-]+$/u, ""));
  if (!existsSync(full))
    fail(`There is no ${path}. Name files or folders of src/, from the repository's root.`);
  return statSync(full).isDirectory() ? `${path.replace(/\/$/u, "")}/**/*.ts` : path;
}

const patterns = process.argv.slice(2).map(pattern);
ensureInstalled();
const only = patterns.length > 0 ? ["--mutate", patterns.join(",")] : [];
const passed = await runTool("node_modules/@stryker-mutator/core/bin/stryker.js", ["run", ...only]);
process.exit(passed ? 0 : 1);
