import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackageFromTarballData } from "@arethetypeswrong/core";
import { root } from "./lib/install.mjs";
import { pack } from "./lib/pack.mjs";
import { findWrongClientModules } from "./lib/package/client-modules.mjs";
import { findWrongContents } from "./lib/package/contents.mjs";
import { findWrongEntries } from "./lib/package/entries.mjs";
import { findWrongLicenses, licensesOf } from "./lib/package/licenses.mjs";
import { goal, parts } from "./lib/package/sizes.mjs";
import { findUnused } from "./lib/package/tree-shaking.mjs";
import { runTool } from "./lib/run.mjs";

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const say = (line) => process.stdout.write(`${line}\n`);

function filesOf(unpacked) {
  const folder = `/node_modules/${unpacked.packageName}/`;
  return new Map(unpacked.listFiles().map((path) => [path.slice(folder.length), unpacked.readFile(path)]));
}

async function checkSizes() {
  say(
    `\n${"bundled, minified, gzipped; without React and the SDK".padEnd(60)}${"size".padStart(9)}${"budget".padStart(10)}`,
  );
  const found = [];
  const ofGoal = [];
  for (const { name, budget, weigh, goal: short } of parts) {
    const size = await weigh();
    if (short) ofGoal.push([short, size]);
    const over = budget !== null && size > budget;
    say(
      `${name.padEnd(60)}${kilobytes(size).padStart(9)}${(budget === null ? "–" : kilobytes(budget)).padStart(10)}${over ? "  over" : ""}`,
    );
    if (over)
      found.push(`${name} is ${size} bytes, over its budget of ${budget} (scripts/lib/package/sizes.mjs).`);
  }
  const sum = ofGoal.reduce((total, [, size]) => total + size, 0);
  say(`${ofGoal.map(([name, size]) => `${name} ${kilobytes(size)}`).join(" + ")} = ${kilobytes(sum)}`);
  say(`goal ${kilobytes(goal)}: ${sum > goal ? `missed by ${kilobytes(sum - goal)}` : "met"}\n`);
  return found;
}

const folder = mkdtempSync(join(tmpdir(), "package-"));
let passed = false;
try {
  const path = pack(folder);
  const tarball = new Uint8Array(readFileSync(path));
  const unpacked = createPackageFromTarballData(tarball);
  const files = filesOf(unpacked);
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  say(`${files.size} files, ${kilobytes(bytes)}; packed ${kilobytes(tarball.length)}`);

  const licenses = licensesOf(root);
  say(licenses.map((license) => license.join(" ")).join(", "));
  const found = [
    ...findWrongContents(files),
    ...findWrongClientModules(files),
    ...findWrongLicenses(licenses),
    ...(await findWrongEntries(tarball, files, unpacked)),
    ...(await findUnused()),
    ...(await checkSizes()),
  ];
  for (const problem of found) process.stderr.write(`${problem}\n`);

  const inApps = ["node_modules/vitest/vitest.mjs", ["run", "--project", "package"]];
  passed = found.length === 0 && (await runTool(...inApps, { PACKAGE_TARBALL: path })).passed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
