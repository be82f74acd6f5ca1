import { join, relative } from "node:path";
import { rolldown } from "rolldown";
import { root } from "../install.mjs";
import { workerPlugins, workerTreeshake } from "../worker-treeshake.mjs";

const entry = join(root, "app.js");

/** Modules that an app loads only when it needs them, by `import()`. Bundlers put them into files of their own. */
const loadedLater = /\/recorder\.js$/;

/**
 * Bundles an app with this text, which may import the built package by its name, without React, the SDK and modules that are
 * loaded later. `modules` are the paths of modules with remaining code. `imports` are the app's remaining imports.
 */
export async function bundleApp(text) {
  return bundle({
    input: entry,
    external: (id) => /^(react|react-dom|sora-js-sdk)(\/|$)/.test(id) || loadedLater.test(id),
    plugins: [
      {
        name: "app",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? text : null),
      },
    ],
  });
}

/** As `bundleApp`, of a worker in src/ without the modules whose paths match. */
export async function bundleSource(path, ...leftOut) {
  return bundle({
    input: join(root, path),
    treeshake: workerTreeshake,
    plugins: [
      ...workerPlugins,
      {
        name: "left-out",
        load: (id) => (leftOut.some((pattern) => pattern.test(id)) ? "" : null),
      },
    ],
  });
}

async function bundle(options) {
  const build = await rolldown({
    ...options,
    cwd: root,
    platform: "browser",
    tsconfig: false,
    // Warnings about modules that were left out on purpose are expected.
    shimMissingExports: true,
    onLog: () => undefined,
  });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  await build.close();
  const [{ code, modules, imports, exports }] = output;
  const paths = Object.keys(modules).filter((id) => id !== entry);
  return { code, imports, exports, modules: paths.map((id) => relative(root, id).replaceAll("\\", "/")) };
}
