import { join } from "node:path";
import { rolldown } from "rolldown";
import { webCrypto } from "./aliases.mjs";
import { root } from "./install.mjs";
import { workerPlugins, workerTreeshake } from "./worker-treeshake.mjs";

const entry = /\/src\/e2ee\/worker\/((?:wasm-|mls-|mls-x-wing-)?entry\.ts)$/;

async function bundle(file) {
  const input = join(root, "src/e2ee/worker", file);
  const build = await rolldown({
    input,
    cwd: root,
    platform: "browser",
    tsconfig: false,
    resolve: { alias: { crypto: webCrypto } },
    treeshake: workerTreeshake,
    plugins: workerPlugins,
  });
  const { output } = await build.generate({ format: "esm", sourcemap: "inline", codeSplitting: false });
  await build.close();
  return output[0].code;
}

/**
 * Serves each worker as one file, like a build. Loading it file by file takes half a second after a click on
 * join.
 */
export function bundledWorker() {
  const bundles = new Map();
  return {
    name: "bundled-worker",
    apply: "serve",
    configureServer(server) {
      const code = (file) => {
        const bundling = bundles.get(file) ?? bundle(file);
        bundles.set(file, bundling);
        bundling.catch(() => bundles.delete(file));
        return bundling;
      };
      server.watcher.on("all", (_event, file) => {
        if (bundles.size === 0 || !file.startsWith(join(root, "src"))) return;
        bundles.clear();
        // Vite does not see the worker's modules, so it would not reload the page for them.
        if (file.startsWith(join(root, "src/e2ee"))) server.ws.send({ type: "full-reload" });
      });
      server.middlewares.use((request, response, next) => {
        const { pathname, searchParams } = new URL(request.url, "http://localhost");
        const [, file] = entry.exec(pathname) ?? [];
        if (file === undefined || !searchParams.has("worker_file")) return next();
        code(file).then((text) => {
          response.setHeader("Content-Type", "text/javascript");
          response.setHeader("Cache-Control", "no-cache");
          response.end(text);
        }, next);
      });
      code("entry.ts").catch(() => {});
    },
  };
}
