import { describe, readArguments, USAGE } from "./cli-arguments.ts";
import { createDevServer, type DevServer } from "./dev-server.ts";
import type { DevServerOptions } from "./options.ts";

const request = readArguments(process.argv.slice(2));

if (request.kind === "help") {
  process.stdout.write(USAGE);
} else if (request.kind === "error") {
  process.stderr.write(`${request.message}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  await run(request.options);
}

async function run(options: DevServerOptions): Promise<void> {
  let server: DevServer;
  try {
    server = await createDevServer(options);
  } catch (error) {
    process.stderr.write(
      `The server cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
    return;
  }
  for (const setting of describe(options)) process.stdout.write(`${setting}\n`);
  process.stdout.write(`Signaling: ${server.signalingUrl}\nStats: ${server.statsUrl}\n`);
  if (server.apiUrl !== undefined) process.stdout.write(`API: ${server.apiUrl}\n`);
  const stop = () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}
