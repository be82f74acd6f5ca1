import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { StandInOptions } from "./options.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Bundles the stand-in into a classic script, as Go's `wasm_exec.js` is one. Returns its text for the options asked for. */
export async function wasmExecScript(): Promise<(options?: StandInOptions) => string> {
  const build = await rolldown({
    input: here("wasm-exec.ts"),
    platform: "browser",
    tsconfig: false,
    resolve: { alias: { "node:crypto": here("node-crypto.ts") } },
    transform: { inject: { Buffer: [here("buffer.ts"), "Buffer"] } },
  });
  try {
    const { output } = await build.generate({ format: "iife" });
    return (options = {}) =>
      `(() => { const standInOptions = ${JSON.stringify(options)};\n${output[0].code}\n})();`;
  } finally {
    await build.close();
  }
}
