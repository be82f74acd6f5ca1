import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { webCrypto } from "./aliases.mjs";
import { root } from "./install.mjs";
import { workerPlugins, workerTreeshake } from "./worker-treeshake.mjs";

const entries = {
  index: "src/index.ts",
  core: "src/core.ts",
  e2ee: "src/e2ee/index.ts",
  jwt: "src/jwt/index.ts",
  testing: "src/testing/index.ts",
};
const workers = {
  worker: "entry.ts",
  "wasm-worker": "wasm-entry.ts",
  "mls-worker": "mls-entry.ts",
  "mls-x-wing-worker": "mls-x-wing-entry.ts",
};
/** Their license requires a notice with each copy. */
const notices =
  "/*! With ts-mls (MIT, Copyright (c) 2025 Luka Jacobowitz), @hpke/* and mlkem (MIT, Copyright (c) 2023 Ajitomi Daisuke) */";
const workerMaker = "call/create-worker";
const sourceUrl = (file) => `new URL("../e2ee/worker/${file}", import.meta.url)`;
const builtUrl = (name) => `new URL("./${name}.js", import.meta.url)`;
const reactModules = /\/src\/(components|hooks|connected|meeting)\//;

/**
 * In the sources a worker is a TypeScript file in another folder. In dist/ it is next to the module that
 * starts it.
 */
function pointAtBuiltWorkers() {
  const found = [];
  return {
    name: "point-at-built-workers",
    transform(code) {
      if (!code.includes("e2ee/worker/")) return null;
      let pointed = code;
      for (const [name, file] of Object.entries(workers)) {
        const parts = pointed.split(sourceUrl(file));
        found.push(...parts.slice(1).map(() => name));
        pointed = parts.join(builtUrl(name));
      }
      return { code: pointed, map: null };
    },
    buildEnd(error) {
      if (error || found.sort().join() === Object.keys(workers).sort().join()) return;
      const wanted = Object.values(workers).map(sourceUrl).join(" and ");
      throw new Error(
        `The sources must hold ${wanted} exactly once each, to be pointed at the built workers; found ${found.join(", ") || "none"}.`,
      );
    },
  };
}

/**
 * React Server Components import these modules in the browser. The build writes the directive, so that no
 * module lacks it.
 */
function markClientModules({ facadeModuleId }) {
  return reactModules.test(facadeModuleId?.replaceAll("\\", "/") ?? "") ? '"use client";' : "";
}

async function bundle({ input, out, plugins = [], external = [], treeshake = true, ...output }) {
  const build = await rolldown({
    input,
    external,
    plugins,
    treeshake,
    cwd: root,
    platform: "browser",
    resolve: { alias: { crypto: webCrypto } },
    tsconfig: false,
    transform: { jsx: { runtime: "automatic" } },
  });
  await build.write({
    dir: out,
    format: "esm",
    sourcemap: true,
    // The path of a package on the build machine.
    sourcemapPathTransform: (source) => source.replace(/^.*\/node_modules\//, "../node_modules/"),
    ...output,
  });
  await build.close();
}

/**
 * Writes one ES module per source, so that a bundler leaves out unused modules. Packages stay external. Each
 * worker is a single file without imports, so it can be copied anywhere.
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
    plugins: [pointAtBuiltWorkers()],
    external,
    banner: markClientModules,
    preserveModules: true,
    preserveModulesRoot: fromRoot("src"),
    // At the top, so that an app in one file finds the worker next to itself, regardless of the bundler's
    // handling of URLs.
    entryFileNames: ({ name }) => (name === workerMaker ? "create-worker.js" : "[name].js"),
  });
  for (const [name, file] of Object.entries(workers)) {
    await bundle({
      input: { [name]: fromRoot(`src/e2ee/worker/${file}`) },
      out,
      treeshake: workerTreeshake,
      plugins: workerPlugins,
      codeSplitting: false,
      entryFileNames: "[name].js",
      ...(name.startsWith("mls-") && { banner: notices }),
    });
  }
}
