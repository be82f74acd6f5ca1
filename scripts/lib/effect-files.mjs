// @ts-check
import { cpSync, createReadStream, existsSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { root } from "./install.mjs";

const folder = join(root, "node_modules/@shiguredo/virtual-background/dist");
const path = "/virtual-background/";
/** @type {Readonly<Record<string, string>>} */
const types = { ".wasm": "application/wasm", ".js": "text/javascript" };

/**
 * Serves the model of the virtual background from the demo's own address, and copies it into a build. No other server is
 * asked for it.
 * @returns {import("vite").Plugin}
 */
export function effectFiles() {
  /** @type {string} */
  let outDir;
  return {
    name: "effect-files",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer({ middlewares }) {
      middlewares.use(path, (request, response, next) => {
        const name = basename(new URL(request.url ?? "", "http://localhost").pathname);
        const file = join(folder, name);
        if (!isModel(name) || !existsSync(file)) return next();
        response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    writeBundle() {
      cpSync(folder, join(outDir, path), {
        recursive: true,
        filter: (file) => file === folder || isModel(basename(file)),
      });
    },
  };
}

/** @param {string} name */
function isModel(name) {
  return name.startsWith("selfie_segmentation");
}
