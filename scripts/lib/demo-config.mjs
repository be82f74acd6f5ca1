// @ts-check
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { aliases } from "./aliases.mjs";
import { effectFiles } from "./effect-files.mjs";
import { root } from "./install.mjs";
import { workerPlugins } from "./worker-treeshake.mjs";

/**
 * The Vite configuration that serves or builds the demo directly from the library's sources.
 * @param {import("vite").InlineConfig & { signalingUrl?: string, statsUrl?: string, login?: string }} options
 * @returns {import("vite").InlineConfig}
 */
export function demoConfig({ signalingUrl = "", statsUrl = "", login = "", plugins, ...rest } = {}) {
  return {
    configFile: false,
    envDir: false,
    root: join(root, "demo"),
    clearScreen: false,
    logLevel: "warn",
    plugins: [react(), effectFiles(), plugins],
    resolve: { alias: aliases },
    worker: { format: "es", plugins: () => workerPlugins },
    define: {
      "import.meta.env.VITE_SIGNALING_URL": JSON.stringify(signalingUrl),
      "import.meta.env.VITE_STATS_URL": JSON.stringify(statsUrl),
      "import.meta.env.VITE_LOGIN": JSON.stringify(login),
    },
    ...rest,
  };
}
