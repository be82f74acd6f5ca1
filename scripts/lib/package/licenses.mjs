// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {readonly [name: string, version: string, license: string]} License */

/** Licences that allow everybody to use, change and distribute the code in any product. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "Unlicense",
]);

/** Bundled into the workers for MLS, so that no app installs them. */
const bundled = ["ts-mls", "@hpke/hybridkem-x-wing"];

/**
 * The licence of each package that is installed with this one, with peer dependencies and bundled packages.
 * @param {string} root
 * @returns {License[]}
 */
export function licensesOf(root) {
  const read = (/** @type {string} */ folder) =>
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { dependencies, peerDependencies } = read(root);
  /** @type {Map<string, License>} */
  const found = new Map();
  const visit = (/** @type {string} */ name) => {
    const folder = join(root, "node_modules", name);
    if (found.has(name) || !existsSync(folder)) return;
    const { version, license, dependencies: further } = read(folder);
    found.set(name, [name, version, typeof license === "string" ? license : "none"]);
    for (const next of Object.keys(further ?? {})) visit(next);
  };
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...bundled]) visit(name);
  return [...found.values()];
}

/** @param {readonly License[]} licenses */
export function findWrongLicenses(licenses) {
  return licenses
    .filter(([, , license]) => !isAllowed(license))
    .map(
      ([name, version, license]) => `${name} ${version} has a licence that is not on the list: ${license}.`,
    );
}

/**
 * Checks an SPDX expression. Of several alternatives, one allowed licence is enough.
 * @param {string} expression
 */
function isAllowed(expression) {
  return expression
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((license) => allowed.has(license));
}
