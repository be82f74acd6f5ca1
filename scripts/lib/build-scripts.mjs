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
const workerMaker = "call/create-worker";
const sourceWorkerUrl = 'new URL("../e2ee/worker/entry.ts", import.meta.url)';
const builtWorkerUrl = 'new URL("./worker.js", import.meta.url)';
const reactModules = /\/src\/(components|hooks|meeting)\//;

/** In the sources the worker is a TypeScript file of another folder; in dist/ it lies beside the module that starts it. */
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

/** React Server Components take these modules to the browser. Written by the build, so that none is forgotten. */
function markClientModules({ facadeModuleId }) {
  return reactModules.test(facadeModuleId?.replaceAll("\\", "/") ?? "") ? '"use client";' : "";
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
    // Wherever a package was found on the machine that built this.
    sourcemapPathTransform: (source) => source.replace(/^.*\/node_modules\//, "../node_modules/"),
    ...output,
  });
  await build.close();
}

/**
 * Writes the ES modules, one a source, so that a bundler leaves out whole modules that an app does not use; packages are
 * left to the app. The worker is one file that needs nothing, to be copied anywhere.
 */
export async function buildScripts(out) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packages = Object.keys({ ...dependencies, ...peerDependencies });
  const external = (id) => packages.some((name) => id === name || id.startsWith(`${name}/`));
  const fromRoot = (path) => join(root, path);
  const inputs = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, fromRoot(path)]));
  await bundle({
    input: inputs,
    out,
    plugins: [pointAtBuiltWorker()],
    external,
    banner: markClientModules,
    preserveModules: true,
    preserveModulesRoot: fromRoot("src"),
    // At the top: an app bundled into one file finds the worker beside itself, whatever the bundler makes of the URL.
    entryFileNames: ({ name }) => (name === workerMaker ? "create-worker.js" : "[name].js"),
  });
  await bundle({
    input: { worker: fromRoot(worker) },
    out,
    codeSplitting: false,
    entryFileNames: "[name].js",
  });
}
