import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./install.mjs";

/** Runs the script of an installed package with this Node; resolves with true when it ended well. */
export function runTool(script, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    const forward = (signal) => child.kill(signal);
    process.on("SIGTERM", forward);
    child.on("error", (error) => {
      process.stderr.write(`${script} could not be started: ${error.message}\n`);
      resolve(false);
    });
    child.on("exit", (code, signal) => {
      process.off("SIGTERM", forward);
      // Stopped from outside: the steps after it are not wanted either.
      if (signal) process.exit(1);
      resolve(code === 0);
    });
  });
}
