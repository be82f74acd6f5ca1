/** Sora's own key agreement, hosted by the app. Loaded inside the call's worker. */
export interface WasmEngine {
  readonly wasmUrl: string;
  /** The `wasm_exec.js` of the Go release that built the wasm. */
  readonly wasmExecUrl: string;
  /** Subresource Integrity syntax, for the wasm file. */
  readonly integrity?: string;
}

/**
 * Sora's wasm for several calls of a page. The first call downloads, checks and compiles it, and all calls
 * use it with one instance each. Create one and give it to each call as its `engine`.
 */
export class SharedWasmEngine implements WasmEngine {
  readonly wasmUrl: string;
  readonly wasmExecUrl: string;
  readonly integrity?: string;
  #module: WebAssembly.Module | null = null;
  /** Settles when the call that compiles it has finished or failed. */
  #compiling: Promise<void> | null = null;

  constructor({ wasmUrl, wasmExecUrl, integrity }: WasmEngine) {
    this.wasmUrl = wasmUrl;
    this.wasmExecUrl = wasmExecUrl;
    if (integrity !== undefined) this.integrity = integrity;
  }

  /** Null until a call has compiled it. */
  get module(): WebAssembly.Module | null {
    return this.#module;
  }

  /**
   * Waits while another call compiles it. A caller that then finds no `module` must compile it, and must call
   * the returned function after it has succeeded or failed. After a failure the next caller tries again.
   */
  async turn(): Promise<() => void> {
    while (!this.#module && this.#compiling) await this.#compiling;
    if (this.#module) return () => undefined;
    let settle = (): void => undefined;
    const own = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#compiling = own;
    return () => {
      if (this.#compiling === own) this.#compiling = null;
      settle();
    };
  }

  /** Called by the call that compiled it. */
  keep(module: WebAssembly.Module): void {
    this.#module ??= module;
  }
}
