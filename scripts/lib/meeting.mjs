import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDevServer, WrongFlags } from "./dev-server.mjs";
import { usage } from "./flags.mjs";
import { listenOnFreePort } from "./ports.mjs";
import { fail } from "./say.mjs";

const host = "127.0.0.1";

/** Runs the dev server and the demo until a signal ends both. */
export async function startMeeting({ port, serverPort, devServer: devServerFlags }) {
  // A separate cache folder, because two meetings on one machine must not overwrite each other's prepared packages.
  const cacheDir = mkdtempSync(join(tmpdir(), "react-sora-e2ee-"));
  let devServer;
  let demo;
  let ending = false;

  const end = async (code, message) => {
    if (ending) return;
    ending = true;
    // After Ctrl-C the process ends within this time, even if something hangs.
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
  // The reader of our output closed the pipe, but the meeting continues.
  process.stdout.on("error", () => {});

  try {
    const serverPorts = { host, asked: serverPort, flag: "--server-port", preferred: 5180 };
    // Vite takes a while to load. The dev server starts in the meantime on the other core.
    const [server, { startDemo }] = await Promise.all([
      listenOnFreePort(serverPorts, (signalingPort) => {
        devServer = startDevServer(["--port", String(signalingPort), ...devServerFlags], (code) =>
          end(
            1,
            `The dev server ended unexpectedly (exit code ${code}); its own messages are above. Start again.`,
          ),
        );
        return devServer.ready;
      }),
      import("./demo-server.mjs"),
    ]);
    const { signalingUrl, statsUrl, apiUrl, settings } = server;
    const demoPorts = { host, asked: port, flag: "--port", preferred: 5173 };
    const demoPort = await listenOnFreePort(demoPorts, async (free) => {
      demo = await startDemo({ host, port: free, signalingUrl, statsUrl, cacheDir });
      return free;
    });
    const lines = [
      ...settings,
      `Meeting: http://${host}:${demoPort}/`,
      `Signaling: ${signalingUrl}`,
      `Stats: ${statsUrl}`,
      ...(apiUrl === undefined ? [] : [`API: ${apiUrl}`]),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  } catch (error) {
    if (!(error instanceof WrongFlags)) return await end(1, error.message);
    if (error.refused) return await end(1, `${error.refused}\n\n${usage(error.flags)}`);
    process.stdout.write(usage(error.flags));
    await end(0);
  }
}

/** npm passes SIGTERM and SIGINT on, but a killed npm sends no signal. */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 1000).unref();
}
