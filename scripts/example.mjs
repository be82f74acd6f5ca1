// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { aliases } from "./lib/aliases.mjs";
import { bundledWorker } from "./lib/bundled-worker.mjs";
import { startDevServer } from "./lib/dev-server.mjs";
import { ensureInstalled, root } from "./lib/install.mjs";
import { listenOnFreePort } from "./lib/ports.mjs";
import { fail } from "./lib/say.mjs";

/** Starts an app of `examples/` on the library's sources, with a dev server: `npm run example -- minimal`. */

const host = "127.0.0.1";
const [name = ""] = process.argv.slice(2);
const folder = join(root, "examples", name);
if (name === "" || !existsSync(join(folder, "index.html"))) {
  fail("Name an app: npm run example -- minimal, full-meeting or webinar.");
  process.exit(1);
}
ensureInstalled();

// The code below needs the installed packages.
const { createServer } = await import("vite");
/** @type {ReturnType<typeof startDevServer> | undefined} */
let devServer;
const { signalingUrl } = await listenOnFreePort(
  { host, flag: "", preferred: 5180 },
  (/** @type {number} */ port) => {
    devServer = startDevServer(["--port", String(port)], () => process.exit(1));
    return devServer.ready;
  },
);
const server = await createServer({
  root: folder,
  clearScreen: false,
  logLevel: "warn",
  plugins: [bundledWorker()],
  resolve: { alias: aliases },
  worker: { format: "es" },
  server: { host },
});
await server.listen();
const [url = ""] = server.resolvedUrls?.local ?? [];
process.stdout.write(`App: ${url}?signaling=${encodeURIComponent(signalingUrl)}\n`);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    await Promise.allSettled([server.close(), devServer?.stop()]);
    process.exit(0);
  });
}
