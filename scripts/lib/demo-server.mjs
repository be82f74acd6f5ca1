import { createServer } from "vite";
import { bundledWorker } from "./bundled-worker.mjs";
import { demoConfig } from "./demo-config.mjs";
import { demoLogin, loginPath } from "./demo-login.mjs";

/** Serves the demo with Vite, ready to be opened by several tabs at once. */
export async function startDemo({ host, port, signalingUrl, statsUrl, cacheDir }) {
  const server = await createServer(
    demoConfig({
      signalingUrl,
      statsUrl,
      cacheDir,
      login: loginPath,
      plugins: [bundledWorker(), demoLogin()],
      // Every import is found now, the worker's too: finding one later would reload all tabs in the middle of a call.
      optimizeDeps: { entries: ["index.html", "src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
      server: {
        host,
        port,
        strictPort: true,
        warmup: { clientFiles: ["./src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
      },
    }),
  );
  await server.listen();
  await server.environments.client.depsOptimizer?.scanProcessing;
  return server;
}
