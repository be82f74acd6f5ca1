/** Sora's own key agreement, hosted by the app. Loaded inside the call's worker. */
export interface WasmEngine {
  readonly wasmUrl: string;
  /** The `wasm_exec.js` of the Go release that built the wasm. */
  readonly wasmExecUrl: string;
  /** Subresource Integrity syntax, for the wasm file. */
  readonly integrity?: string;
}

/**
 * Sora's wasm for several calls of a page: downloaded, checked and compiled by the first of them, and used by all, each
 * with an instance of its own. Make one and give it to each call as its `engine`.
 */
export class SharedWasmEngine implements WasmEngine {
  readonly wasmUrl: string;
  readonly wasmExecUrl: string;
  readonly integrity?: string;
  #module: WebAssembly.Module | null = null;

  constructor({ wasmUrl, wasmExecUrl, integrity }: WasmEngine) {
    this.wasmUrl = wasmUrl;
    this.wasmExecUrl = wasmExecUrl;
    if (integrity !== undefined) this.integrity = integrity;
  }

  /** Null until a call has compiled it. */
  get module(): WebAssembly.Module | null {
    return this.#module;
  }

  /** For the call that compiled it. */
  keep(module: WebAssembly.Module): void {
    this.#module ??= module;
  }
}
