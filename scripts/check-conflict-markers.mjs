// @ts-check
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./lib/install.mjs";

/**
 * The numbers of the lines that a merge left behind. A line of `=======` alone underlines a heading in Markdown, so
 * it counts only after the beginning of a conflict.
 * @param {string} text
 */
export function conflictLines(text) {
  /** @type {number[]} */
  const found = [];
  let open = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, marker] = /^(<{7}|\|{7}|>{7}) /.exec(line) ?? [];
    if (marker !== undefined || (open && /^={7}$/.test(line))) found.push(index + 1);
    if (marker !== undefined) open = !marker.startsWith(">");
  }
  return found;
}

/**
 * `file:line` of each conflict marker in the text files that Git knows.
 * @param {string} folder
 */
export function findConflictMarkers(folder) {
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: folder, encoding: "utf8" }).split("\0");
  // Git lists a file with a conflict several times.
  return [...new Set(listed)].flatMap((file) => {
    const path = join(folder, file);
    // A deleted file stays in the index until the next commit.
    if (file === "" || !existsSync(path)) return [];
    const bytes = readFileSync(path);
    if (bytes.includes(0)) return [];
    return conflictLines(bytes.toString("utf8")).map((line) => `${file}:${line}`);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const found = findConflictMarkers(root);
  for (const place of found) process.stderr.write(`${place}: a conflict marker of a merge\n`);
  if (found.length > 0) process.exit(1);
  process.stdout.write("No file has conflict markers.\n");
}
