// @ts-check
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./install.mjs";

/** @type {NodeJS.Signals[]} */
const signals = ["SIGTERM", "SIGINT", "SIGHUP"];
/** After a signal, a child and its own children get this long to end, in milliseconds. */
const grace = 5000;
const lastLines = 12;
const onWindows = process.platform === "win32";

/**
 * Signals the child and all processes that it started, because each child leads its own process group.
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-Number(child.pid), signal);
  } catch {
    // The group has ended already.
  }
}

/**
 * Runs the script of an installed package with this Node. Resolves with its success and its last lines. A
 * signal to this process ends the child with all processes that it started, and then this process.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<{ readonly passed: boolean, readonly lines: readonly string[] }>}
 */
export function runTool(script, args, env = {}) {
  return new Promise((resolve) => {
    const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...color, ...env },
      detached: !onWindows,
    });
    /** @type {NodeJS.Signals | null} */
    let stoppedBy = null;
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      stoppedBy ??= signal;
      signalGroup(child, signal);
      setTimeout(() => signalGroup(child, "SIGKILL"), grace).unref();
    };
    for (const signal of signals) process.on(signal, stop);

    let tail = "";
    for (const stream of /** @type {const} */ (["stdout", "stderr"])) {
      child[stream].on("data", (chunk) => {
        process[stream].write(chunk);
        tail = (tail + chunk)
          .split("\n")
          .slice(-lastLines - 1)
          .join("\n");
      });
    }
    const end = (/** @type {boolean} */ passed) => {
      for (const signal of signals) process.off(signal, stop);
      resolve({ passed, lines: tail.split("\n").filter((line) => line.trim() !== "") });
    };
    child.on("error", (error) => {
      tail += `\n${script} could not be started: ${error.message}`;
      process.stderr.write(`${tail.split("\n").at(-1)}\n`);
      end(false);
    });
    child.on("close", (code, signal) => {
      // The run was stopped from outside, so the later steps are not wanted either.
      if (stoppedBy || signal) {
        signalGroup(child, "SIGKILL");
        process.exit(1);
      }
      end(code === 0);
    });
  });
}
