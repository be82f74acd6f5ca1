// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npmCommand } from "./npm.mjs";
import { fail } from "./say.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function requireNode() {
  const wanted = readJson(join(root, "package.json")).engines.node;
  const parts = (/** @type {string} */ text) => text.replace(/^\D*/, "").split(".").map(Number);
  const [major = 0, minor = 0] = parts(wanted);
  const [ownMajor = 0, ownMinor = 0] = parts(process.versions.node);
  if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
    fail(
      `Node ${process.versions.node} is too old: this project needs ${wanted}. Install a newer Node and run the command again.`,
    );
  }
}

/** The first package that is missing or differs from the lock file, or null. */
function findMissingPackage() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return "node_modules";
  const installed = readJson(record).packages;
  for (const [path, entry] of Object.entries(readJson(join(root, "package-lock.json")).packages)) {
    // Optional packages are for other platforms, and links are workspaces of this repository.
    if (!path.includes("node_modules/") || entry.optional || entry.link) continue;
    if (installed[path]?.version !== entry.version || !existsSync(join(root, path, "package.json")))
      return path;
  }
  return null;
}

/** Checks the Node version and that all packages of the lock file are installed. */
export function ensureInstalled() {
  requireNode();
  const missing = findMissingPackage();
  if (missing === null) return;
  const what =
    missing === "node_modules" ? "Packages are not installed yet" : `${missing} is missing or outdated`;
  process.stdout.write(`${what}: running "npm ci" (once, takes a minute or so) …\n`);
  const [command, before] = npmCommand();
  const result = spawnSync(command, [...before, "ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32" && before.length === 0,
  });
  if (result.error) {
    fail(
      `npm could not be started (${result.error.message}). Install npm (it comes with Node) and run the command again.`,
    );
  }
  if (result.signal) process.exit(1);
  if (result.status !== 0) {
    fail(
      `"npm ci" failed with exit code ${result.status}; its own messages are above. ` +
        'Check that this machine reaches the package registry ("npm ping"; behind a proxy: "npm config set proxy"), ' +
        "that the disk is not full, and run the command again.",
    );
  }
}
