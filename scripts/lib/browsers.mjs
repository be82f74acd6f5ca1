// @ts-check
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** @typedef {"chromium" | "firefox"} BrowserKind */

const browsers = {
  chromium: {
    label: "Chromium",
    variable: "CHROMIUM_PATH",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"],
    elsewhere: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    debianPackage: "chromium",
  },
  firefox: {
    label: "Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    elsewhere: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    debianPackage: "firefox-esr",
  },
};

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of an installed browser, or null.
 * @param {BrowserKind} kind
 */
export function findBrowser(kind) {
  const { variable, names, elsewhere } = browsers[kind];
  const named = process.env[variable];
  if (named) {
    if (isAbsolute(named) && isExecutable(named)) return named;
    throw new Error(
      `${variable} is "${named}", which is not the full path of a program: correct it or unset it.`,
    );
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...elsewhere].find(isExecutable) ?? null;
}

/** @param {(typeof browsers)[BrowserKind]} browser */
function howToInstall({ label, variable, debianPackage }) {
  return (
    `The tests need ${label}, and there is none here. Install it (Debian: "apt-get install ${debianPackage}"), ` +
    `or set ${variable} to the full path of one.`
  );
}

/** @param {string} packageName */
function aptInstall(packageName) {
  const run = (/** @type {string[]} */ args) =>
    spawnSync("apt-get", args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const install = ["install", "-y", "--no-install-recommends", packageName];
  // The package lists of a fresh machine are often empty or stale.
  return run(install) || (run(["update"]) && run(install));
}

/**
 * As `findBrowser`, but installs Debian's package if possible. Otherwise it throws an error that says what to
 * do.
 * @param {BrowserKind} kind
 */
export function ensureBrowser(kind) {
  const found = findBrowser(kind);
  if (found) return found;
  const browser = browsers[kind];
  const canInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (!canInstall) throw new Error(howToInstall(browser));
  process.stdout.write(
    `No ${browser.label} here: installing Debian's package "${browser.debianPackage}" …\n`,
  );
  const installed = aptInstall(browser.debianPackage) && findBrowser(kind);
  if (!installed)
    throw new Error(`apt-get could not install "${browser.debianPackage}". ${howToInstall(browser)}`);
  return installed;
}
