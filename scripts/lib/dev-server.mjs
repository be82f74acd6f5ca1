import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./dev-server-child.mjs", import.meta.url));

/** Thrown for --help (`refused` is null), or for an unknown flag. */
export class WrongFlags extends Error {
  constructor(refused, flags) {
    super(refused ?? "");
    this.refused = refused;
    this.flags = flags;
  }
}

/** Starts the dev server with its own flags. `onExit` is called for an unexpected end. */
export function startDevServer(flags, onExit) {
  const child = fork(script, flags, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let stopping = false;

  const ready = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", (message) => {
      const { error, code } = message;
      if (error) reject(Object.assign(new Error(`The dev server cannot start: ${error}`), { code }));
      else if (message.flags) reject(new WrongFlags(message.refused, message.flags));
      else resolve(message);
    });
    ended.then((code) =>
      reject(new Error(`The dev server ended with exit code ${code} before it was ready.`)),
    );
  });
  ready.then(
    () => ended.then((code) => stopping || onExit(code)),
    () => {},
  );

  return {
    ready,
    async stop() {
      stopping = true;
      if (child.connected) child.send("stop");
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}
