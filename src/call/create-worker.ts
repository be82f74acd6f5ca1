import type { SoraCallOptions } from "./types.ts";

/**
 * The call's worker: who does not use Sora's wasm need not load what drives it. The build points the same expressions at
 * the packaged worker files.
 */
export function createDefaultWorker({ engine = "built-in" }: SoraCallOptions): Worker {
  return engine === "built-in"
    ? new Worker(new URL("../e2ee/worker/entry.ts", import.meta.url), { type: "module" })
    : new Worker(new URL("../e2ee/worker/wasm-entry.ts", import.meta.url), { type: "module" });
}
