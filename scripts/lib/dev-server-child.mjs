// Runs the dev server in its own process, so that Vite's work never delays media. It communicates with its
// parent by messages.
import { register } from "tsx/esm/api";

register();
// The parent has ended, so this process must end and leave nothing open.
process.on("disconnect", () => process.exit(0));
// A terminal or a supervisor gives its signal to the whole process group. The parent ends this process then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

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
    const { signalingUrl, statsUrl, apiUrl } = server;
    process.send({ signalingUrl, statsUrl, apiUrl, settings: describe(request.options) });
  } else {
    // In this process, --port belongs to the page and --help to the parent.
    const flags = USAGE.split("\n").filter((line) => /^\s+--/.test(line) && !/--(port|help) /.test(line));
    process.send({ refused: request.message ?? null, flags }, () =>
      process.exit(request.kind === "help" ? 0 : 1),
    );
  }
} catch (error) {
  process.send({ error: error.message, code: error.code }, () => process.exit(1));
}
