import { SoraE2EEError } from "../../../errors.ts";
import { selectCurves } from "../crypto/select.ts";
import type { KeyAgreement, RenewResult } from "../types.ts";
import { type CompileSoraWasmOptions, compileSoraWasm } from "./compile.ts";
import { SoraContract } from "./contract.ts";
import { aborted } from "./download.ts";
import { GuardedWasm } from "./key-agreement.ts";
import { type LoadScript, loadGo } from "./load-go.ts";
import { runSoraWasm } from "./run.ts";

export interface CreateWasmKeyAgreementOptions extends CompileSoraWasmOptions {
  /** URL of the `wasm_exec.js` from the Go release that built the wasm. Use an absolute URL. */
  readonly wasmExecUrl: string;
  /** The result of `compileSoraWasm`. With it nothing is downloaded, and `integrity` was already checked. */
  readonly module?: WebAssembly.Module | undefined;
  /**
   * Called once, when the wasm program has ended or broken its contract. All later calls reject with this
   * error.
   */
  readonly onCrash?: ((error: SoraE2EEError) => void) | undefined;
  /** Used in place of importing the script. */
  readonly loadScript?: LoadScript | undefined;
}

export interface WasmKeyAgreement extends KeyAgreement {
  /** Sends nothing, because the wasm cannot. Use `renew` for a similar effect. */
  announce(connectionIds?: string[]): Promise<{ messages: Uint8Array[] }>;
  /** Makes a fresh material and sends it to all peers with a session, as after a peer left. */
  renew(): Promise<RenewResult>;
  /** The version that the wasm reports. */
  readonly version: string;
  /** Ends the engine and wipes its keys. Calls reject with `invalid-state` from then on. */
  dispose(): void;
}

/**
 * Loads Sora's wasm behind the guard, with its own instance and Go runtime. It is made for a worker with one
 * call, but several engines in one realm do not affect each other.
 *
 * @throws SoraE2EEError `wasm-not-found`, `wasm-invalid`, `wasm-integrity-mismatch`, `wasm-runtime-mismatch`,
 * `wasm-no-global`, `wasm-crashed`, `invalid-options`, `aborted`. After an error, all resources are released.
 */
export async function createWasmKeyAgreement(
  options: CreateWasmKeyAgreementOptions,
): Promise<WasmKeyAgreement> {
  const { signal, onCrash } = options;
  const { module, Go, ed25519 } = await load(options);
  if (signal?.aborted) throw aborted();
  const program = await runSoraWasm(module, Go);
  const contract = new SoraContract(program, (error) => {
    end();
    onCrash?.(error);
  });
  const engine = new GuardedWasm(contract, ed25519);
  const end = () => {
    engine.wipe();
    program.dispose();
  };
  void program.ended.then(() => contract.crash());
  const dispose = () => {
    contract.end(new SoraE2EEError("invalid-state", "The wasm engine was disposed of."));
    end();
  };
  if (signal?.aborted) {
    dispose();
    throw aborted();
  }
  return Object.assign(engine, { version: program.version, dispose });
}

/** Loads all parts at once. The first failure cancels the others. */
async function load(options: CreateWasmKeyAgreementOptions) {
  const loading = new AbortController();
  const { signal } = loading;
  const stop = () => loading.abort();
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener("abort", stop);
  try {
    const [{ module }, Go, { ed25519 }] = await Promise.all([
      options.module ? { module: options.module } : compileSoraWasm({ ...options, signal }),
      loadGo({ ...options, signal }),
      selectCurves(),
    ]);
    return { module, Go, ed25519 };
  } finally {
    options.signal?.removeEventListener("abort", stop);
    stop();
  }
}
