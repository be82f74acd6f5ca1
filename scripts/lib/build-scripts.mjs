import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./install.mjs";

const entries = {
  index: "src/index.ts",
  core: "src/core.ts",
  e2ee: "src/e2ee/index.ts",
  testing: "src/testing/index.ts",
};
const worker = "src/e2ee/worker/entry.ts";
const sourceWorkerUrl = 'new URL("../e2ee/worker/entry.ts", import.meta.url)';
const builtWorkerUrl = 'new URL("./worker.js", import.meta.url)';

/** In the sources the worker is a TypeScript file of another folder; in dist/ it lies beside everything else. */
function pointAtBuiltWorker() {
  let found = 0;
  return {
    name: "point-at-built-worker",
    transform(code) {
      if (!code.includes("/worker/entry.ts")) return null;
      found += code.split(sourceWorkerUrl).length - 1;
      return { code: code.replace(sourceWorkerUrl, builtWorkerUrl), map: null };
    },
    buildEnd(error) {
      if (!error && found !== 1) {
        throw new Error(
          `The sources must hold ${sourceWorkerUrl} exactly once, to be pointed at dist/worker.js; found ${found}.`,
        );
      }
    },
  };
}

async function bundle({ input, out, plugins = [], external = [], ...output }) {
  const build = await rolldown({
    input,
    external,
    plugins,
    cwd: root,
    platform: "browser",
    tsconfig: false,
    transform: { jsx: { runtime: "automatic" } },
  });
  await build.write({
    dir: out,
    format: "esm",
    sourcemap: true,
    entryFileNames: "[name].js",
    // Flat, so that every chunk finds the worker beside itself.
    chunkFileNames: "[name]-[hash].js",
    ...output,
  });
  await build.close();
}

/** Writes the ES modules: entries that share chunks and leave packages to the app, and a worker that needs nothing. */
export async function buildScripts(out) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packages = Object.keys({ ...dependencies, ...peerDependencies });
  const external = (id) => packages.some((name) => id === name || id.startsWith(`${name}/`));
  const fromRoot = (path) => join(root, path);
  const inputs = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, fromRoot(path)]));
  await bundle({ input: inputs, out, plugins: [pointAtBuiltWorker()], external });
  await bundle({ input: { worker: fromRoot(worker) }, out, codeSplitting: false });
}
