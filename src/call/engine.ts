import type { EngineOptions } from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import { mlsSuiteOf } from "./agreement-options.ts";
import type { SoraCallOptions } from "./types.ts";
import { SharedWasmEngine } from "./wasm-options.ts";

type WithEngine = Pick<SoraCallOptions, "engine" | "agreement">;

/** The problem with the option `engine`, as the end of a sentence; null if it is valid. */
export function engineProblem(engine: unknown): string | null {
  if (engine === "built-in") return null;
  if (typeof engine !== "object" || engine === null) {
    return 'engine must be "built-in" or an object with wasmUrl and wasmExecUrl';
  }
  const { wasmUrl, wasmExecUrl, integrity } = engine as Record<string, unknown>;
  for (const [name, url] of Object.entries({ wasmUrl, wasmExecUrl })) {
    if (typeof url !== "string" || url === "") return `engine.${name} must be a URL`;
  }
  if (integrity === undefined || (typeof integrity === "string" && integrity !== "")) return null;
  return "engine.integrity must be a string like sha384-…";
}

/** Resolves relative URLs against the page, because the worker has another URL. */
export function engineOptions({ engine = "built-in", agreement }: WithEngine): EngineOptions {
  const suite = mlsSuiteOf(agreement);
  if (suite !== null) return { kind: "mls", suite };
  if (engine === "built-in") return { kind: "built-in" };
  const { wasmUrl, wasmExecUrl, integrity } = engine;
  const module = engine instanceof SharedWasmEngine ? engine.module : null;
  return {
    kind: "wasm",
    wasmUrl: absolute("wasmUrl", wasmUrl),
    wasmExecUrl: absolute("wasmExecUrl", wasmExecUrl),
    ...(integrity === undefined ? {} : { integrity }),
    ...(module === null ? {} : { module }),
  };
}

/** Requests the engine with `ask`, after other calls have finished compiling the shared wasm. */
export async function withEngine<Result>(
  options: WithEngine,
  ask: (engine: EngineOptions) => Promise<Result>,
): Promise<Result> {
  const { engine } = options;
  if (!(engine instanceof SharedWasmEngine)) return ask(engineOptions(options));
  const done = await engine.turn();
  try {
    return await ask(engineOptions(options));
  } finally {
    done();
  }
}

export function shareModule({ engine }: WithEngine, module: WebAssembly.Module): void {
  if (engine instanceof SharedWasmEngine) engine.keep(module);
}

/** State that a call's connections share: the first one compiles the wasm, and later ones reuse it. */
export function withKeptModule<Options extends WithEngine>(options: Options): Options {
  const { engine = "built-in" } = options;
  if (engine === "built-in" || engine instanceof SharedWasmEngine) return options;
  return { ...options, engine: new SharedWasmEngine(engine) };
}

function absolute(option: string, url: string): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch (cause) {
    throw new SoraE2EEError("invalid-options", `The engine's ${option} is not a valid URL. Correct it.`, {
      cause,
    });
  }
}
