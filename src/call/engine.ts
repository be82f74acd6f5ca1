import type { EngineOptions } from "../e2ee/worker/messages.ts";
import type { SoraCallOptions } from "./types.ts";
import { SharedWasmEngine } from "./wasm-engine.ts";

/** Takes relative URLs as the page means them: its worker lies elsewhere. */
export function engineOptions({ engine = "built-in" }: SoraCallOptions): EngineOptions {
  if (engine === "built-in") return { kind: "built-in" };
  const { wasmUrl, wasmExecUrl, integrity } = engine;
  const module = engine instanceof SharedWasmEngine ? engine.module : null;
  return {
    kind: "wasm",
    wasmUrl: absolute(wasmUrl),
    wasmExecUrl: absolute(wasmExecUrl),
    ...(integrity === undefined ? {} : { integrity }),
    ...(module === null ? {} : { module }),
  };
}

export function shareModule({ engine }: SoraCallOptions, module: WebAssembly.Module): void {
  if (engine instanceof SharedWasmEngine) engine.keep(module);
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}
