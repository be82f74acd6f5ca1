import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  entryPoints: ["main.tsx"],
  bundle: true,
  format: "esm",
  jsx: "automatic",
  outdir: "dist-esbuild",
  sourcemap: true,
  logLevel: "warning",
});
// esbuild leaves the worker's URL as it is, which is beside the bundle.
copyFileSync(fileURLToPath(import.meta.resolve("react-sora-e2ee/worker")), "dist-esbuild/worker.js");
copyFileSync("esbuild/index.html", "dist-esbuild/index.html");
