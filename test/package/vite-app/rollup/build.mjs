import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

const build = await rollup({
  input: "./rollup/main.js",
  plugins: [nodeResolve({ browser: true })],
  onwarn({ message }) {
    throw new Error(message);
  },
});
await build.write({ dir: "dist-rollup", format: "es", sourcemap: true });
// Rollup does not change the worker's URL, so the worker file must be next to the bundle.
copyFileSync(fileURLToPath(import.meta.resolve("react-sora-e2ee/worker")), "dist-rollup/worker.js");
copyFileSync("rollup/index.html", "dist-rollup/index.html");
