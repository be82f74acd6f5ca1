// Runs the dev server in a process of its own, so that Vite's work never delays media. Talks to its parent by messages.
import { register } from "tsx/esm/api";

register();
// The parent is gone, however it ended: nothing may be left behind.
process.on("disconnect", () => process.exit(0));
// A terminal sends Ctrl-C to every process; the parent decides when to end.
process.on("SIGINT", () => {});

try {
  const { createDevServer, parseFlags } = await import("../../dev-server/src/index.ts");
  const server = await createDevServer(parseFlags(process.argv.slice(2)));
  process.on("message", async () => {
    await server.close();
    process.disconnect();
  });
  process.send({ signalingUrl: server.signalingUrl, statsUrl: server.statsUrl });
} catch (error) {
  process.send({ error: error.message, stack: error.stack }, () => process.exit(1));
}
