import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./install.mjs";

const entry = join(root, "src/e2ee/worker/entry.ts");

async function bundle() {
  const build = await rolldown({ input: entry, cwd: root, platform: "browser", tsconfig: false });
  const { output } = await build.generate({ format: "esm", sourcemap: "inline", codeSplitting: false });
  await build.close();
  return output[0].code;
}

/**
 * Serves the worker as one file, as a build does. File by file it loads for half a second, and a person who clicked join
 * waits for it.
 */
export function bundledWorker() {
  let bundling = null;
  return {
    name: "bundled-worker",
    apply: "serve",
    configureServer(server) {
      const code = () => {
        bundling ??= bundle();
        bundling.catch(() => {
          bundling = null;
        });
        return bundling;
      };
      server.watcher.on("all", (_event, file) => {
        if (bundling === null || !file.startsWith(join(root, "src"))) return;
        bundling = null;
        // Vite sees no module of the worker, so it would not reload the page for one.
        if (file.startsWith(join(root, "src/e2ee"))) server.ws.send({ type: "full-reload" });
      });
      server.middlewares.use((request, response, next) => {
        const { pathname, searchParams } = new URL(request.url, "http://localhost");
        if (!pathname.endsWith("/src/e2ee/worker/entry.ts") || !searchParams.has("worker_file"))
          return next();
        code().then((text) => {
          response.setHeader("Content-Type", "text/javascript");
          response.setHeader("Cache-Control", "no-cache");
          response.end(text);
        }, next);
      });
      code().catch(() => {});
    },
  };
}
