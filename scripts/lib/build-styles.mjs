// @ts-check
import { writeFileSync } from "node:fs";
import { bundle } from "lightningcss";

/**
 * Writes one style sheet with everything that `source` imports, so that apps need no tool for it.
 * @param {string} source
 * @param {string} out
 */
export function buildStyles(source, out) {
  const { code } = bundle({ filename: source, minify: true });
  writeFileSync(out, code);
}
