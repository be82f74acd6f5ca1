import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../../scripts/lib/install.mjs";
import { npmCommand } from "../../../scripts/lib/npm.mjs";

/** The source of each app's packages: the first folder that has one. */
const sources = {
  "vite-app": ["node_modules"],
  "webpack-app": ["test/react-18/node_modules", "node_modules"],
} as const;

export type AppName = keyof typeof sources;

/** A copy of a fixture app, with the packed package installed by npm. */
export interface App {
  readonly folder: string;
  /** npm's output of the installation. A missing or wrong peer dependency has rejected it. */
  readonly npm: string;
  /** Runs a script in the app's folder. Returns its output. */
  run(script: string, ...args: string[]): Promise<string>;
  remove(): void;
}

/**
 * All dependencies of the package are already in the folder, as after an installation of an app's own packages.
 * So npm works offline, unless the package needs more.
 */
export async function installApp(name: AppName, tarball: string, tools: readonly string[]): Promise<App> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  cpSync(join(root, "test/package", name), folder, { recursive: true });
  const ids = [...dependenciesOf(folder), ...dependenciesOf(root)];
  copyPackages(ids, sources[name], join(folder, "node_modules"));
  const [command, before] = npmCommand();
  const install = [
    "install",
    tarball,
    "--offline",
    "--cache",
    join(folder, ".npm-cache"),
    // Only the registry could resolve them. They exist, and `npm ls` checks them.
    "--legacy-peer-deps",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    // The output is needed, also when npm itself was told to be silent.
    "--loglevel=notice",
  ];
  const npm = await run(command, [...before, ...install], folder);
  await run(command, [...before, "ls", "--all"], folder);
  // Runs last, because npm would remove packages that the app does not name.
  for (const tool of tools) link(join(root, "node_modules", tool), join(folder, "node_modules", tool));
  return {
    folder,
    npm,
    run: (script, ...args) => run(process.execPath, [script, ...args], folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function dependenciesOf(folder: string): string[] {
  return Object.keys(manifestOf(folder).dependencies ?? {});
}

function copyPackages(ids: readonly string[], from: readonly string[], to: string): void {
  for (const id of ids) {
    if (existsSync(join(to, id))) continue;
    const source = from.map((folder) => join(root, folder, id)).find((folder) => existsSync(folder));
    if (source === undefined) throw new Error(`${id} is not installed: run "npm ci".`);
    cpSync(source, join(to, id), { recursive: true, dereference: true });
    // npm would download a package again if its commands are missing.
    for (const [command, script] of Object.entries(manifestOf(source).bin ?? {})) {
      link(join("..", id, script), join(to, ".bin", command));
    }
    copyPackages(dependenciesOf(source), from, to);
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  // The test runner's own would build React for development.
  const { NODE_ENV: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, shell: process.platform === "win32" });
    let output = "";
    const hear = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(" ")} in ${cwd} ended with ${code}:\n${output}`));
    });
  });
}
