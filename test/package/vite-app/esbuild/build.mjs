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
// esbuild does not change the worker's URL, so the worker file must be next to the bundle.
copyFileSync(fileURLToPath(import.meta.resolve("react-sora-e2ee/worker")), "dist-esbuild/worker.js");
copyFileSync("esbuild/index.html", "dist-esbuild/index.html");
