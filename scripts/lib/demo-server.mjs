import { createServer } from "vite";
import { bundledWorker } from "./bundled-worker.mjs";
import { demoConfig } from "./demo-config.mjs";
import { demoLogin, loginPath } from "./demo-login.mjs";

/** Serves the demo with Vite, so that several tabs can open at once. A used port fails with `EADDRINUSE`. */
export async function startDemo({ host, port, signalingUrl, statsUrl, cacheDir }) {
  const server = await createServer(
    demoConfig({
      signalingUrl,
      statsUrl,
      cacheDir,
      login: loginPath,
      plugins: [bundledWorker(), demoLogin()],
      // Finds all imports now, including the worker's. A later find would reload all tabs during a call.
      optimizeDeps: { entries: ["index.html", "src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
      server: {
        host,
        port,
        strictPort: true,
        warmup: { clientFiles: ["./src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
      },
    }),
  );
  try {
    await server.listen();
  } catch (error) {
    await server.close();
    // Vite's error has no code.
    throw /already in use/.test(error.message) ? Object.assign(error, { code: "EADDRINUSE" }) : error;
  }
  await server.environments.client.depsOptimizer?.scanProcessing;
  return server;
}
