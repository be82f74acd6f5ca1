import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDevServer, WrongFlags } from "./dev-server.mjs";
import { usage } from "./flags.mjs";
import { choosePort } from "./ports.mjs";
import { fail } from "./say.mjs";

const host = "127.0.0.1";

/** Runs dev server and demo together until a signal ends both. */
export async function startMeeting({ port, serverPort, devServer: devServerFlags }) {
  // A folder of its own: two meetings on one machine must not rewrite each other's prepared packages.
  const cacheDir = mkdtempSync(join(tmpdir(), "react-sora-e2ee-"));
  let devServer;
  let demo;
  let ending = false;

  const end = async (code, message) => {
    if (ending) return;
    ending = true;
    // Whatever hangs, the person who pressed Ctrl-C gets the prompt back.
    setTimeout(() => process.exit(code), 5000).unref();
    await Promise.allSettled([devServer?.stop(), demo?.close()]);
    rmSync(cacheDir, { recursive: true, force: true });
    if (message) fail(message);
    process.exit(code);
  };
  process.on("SIGTERM", () => end(0));
  process.on("SIGINT", () => end(0));
  process.on("SIGHUP", () => end(0));
  endWithNpm(() => end(0));
  // Someone closed the pipe that our lines went to; the meeting goes on.
  process.stdout.on("error", () => {});

  try {
    const signalingPort = await choosePort({
      host,
      asked: serverPort,
      flag: "--server-port",
      preferred: 5180,
    });
    const demoPort = await choosePort({
      host,
      asked: port,
      flag: "--port",
      preferred: 5173,
      taken: [signalingPort],
    });
    devServer = startDevServer(["--port", String(signalingPort), ...devServerFlags], (code) =>
      end(
        1,
        `The dev server ended unexpectedly (exit code ${code}); its own messages are above. Start again.`,
      ),
    );
    // Vite takes a while to load: meanwhile the dev server starts on the other core.
    const { startDemo } = await import("./demo-server.mjs");
    const { signalingUrl, statsUrl, settings } = await devServer.ready;
    demo = await startDemo({ host, port: demoPort, signalingUrl, statsUrl, cacheDir });
    const lines = [
      ...settings,
      `Meeting: http://${host}:${demoPort}/`,
      `Signaling: ${signalingUrl}`,
      `Stats: ${statsUrl}`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  } catch (error) {
    if (!(error instanceof WrongFlags)) return await end(1, error.message);
    if (error.refused) return await end(1, `${error.refused}\n\n${usage(error.flags)}`);
    process.stdout.write(usage(error.flags));
    await end(0);
  }
}

/** npm hands SIGTERM and SIGINT on, but when npm itself is killed outright nobody tells us. */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 1000).unref();
}
