// Runs the dev server in a process of its own, so that Vite's work never delays media. Talks to its parent by messages.
import { register } from "tsx/esm/api";

register();
// The parent is gone, however it ended: nothing may be left behind.
process.on("disconnect", () => process.exit(0));
// A terminal sends Ctrl-C to every process; the parent decides when to end.
process.on("SIGINT", () => {});

try {
  const { describe, readArguments, USAGE } = await import("../../dev-server/src/cli-arguments.ts");
  const request = readArguments(process.argv.slice(2));
  if (request.kind === "run") {
    const { createDevServer } = await import("../../dev-server/src/index.ts");
    const server = await createDevServer(request.options);
    process.on("message", async () => {
      await server.close();
      process.disconnect();
    });
    const { signalingUrl, statsUrl } = server;
    process.send({ signalingUrl, statsUrl, settings: describe(request.options) });
  } else {
    // Here --port is the page's and --help the parent's.
    const flags = USAGE.split("\n").filter((line) => /^\s+--/.test(line) && !/--(port|help) /.test(line));
    process.send({ refused: request.message ?? null, flags }, () =>
      process.exit(request.kind === "help" ? 0 : 1),
    );
  }
} catch (error) {
  process.send({ error: error.message }, () => process.exit(1));
}
