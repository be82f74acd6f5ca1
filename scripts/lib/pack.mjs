// @ts-check
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";
import { npmCommand } from "./npm.mjs";

/**
 * Builds and packs the package into `folder`, as publishing it would, and returns the tarball's path.
 * @param {string} folder
 */
export function pack(folder) {
  const [command, before] = npmCommand();
  const args = ["pack", "--pack-destination", folder, "--ignore-scripts=false", "--foreground-scripts"];
  const output = execFileSync(command, [...before, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const builds = output.split("Built dist/").length - 1;
  if (builds !== 1)
    throw new Error(`npm pack built the package ${builds} times, in place of once:\n${output}`);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
  return join(folder, tarball);
}
