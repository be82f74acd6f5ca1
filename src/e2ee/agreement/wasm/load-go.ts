import { SoraE2EEError } from "../../../errors.ts";
import { aborted } from "./download.ts";

/** The members that this library uses of the class that Go's `wasm_exec.js` defines. */
export interface GoProgram {
  readonly importObject: WebAssembly.Imports;
  readonly exited?: boolean;
  env?: Record<string, string>;
  exit?: (code: number) => void;
  run(instance: WebAssembly.Instance): Promise<void>;
}
export type GoConstructor = new () => GoProgram;

/** Runs a classic script in this realm. */
export type LoadScript = (url: string) => Promise<unknown>;

export interface LoadGoOptions {
  readonly wasmExecUrl: string;
  readonly loadScript?: LoadScript | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads Go's `wasm_exec.js` and removes the `Go` class from the global object and returns it.
 *
 * @throws SoraE2EEError `wasm-not-found`, `wasm-runtime-mismatch`, `aborted`.
 */
export function loadGo(options: LoadGoOptions): Promise<GoConstructor> {
  return oneAtATimeInThisRealm(() => load(options));
}

async function load({
  wasmExecUrl,
  signal,
  loadScript = importScript,
}: LoadGoOptions): Promise<GoConstructor> {
  if (signal?.aborted) throw aborted();
  const realm = globalThis as { Go?: unknown };
  const before = Object.getOwnPropertyDescriptor(realm, "Go");
  delete realm.Go;
  try {
    await loadScript(wasmExecUrl).catch((cause: unknown) => {
      throw notLoaded(wasmExecUrl, cause);
    });
    if (signal?.aborted) throw aborted();
    const { Go } = realm;
    if (typeof Go !== "function") throw noGo(wasmExecUrl);
    return Go as GoConstructor;
  } finally {
    delete realm.Go;
    if (before) Object.defineProperty(realm, "Go", before);
  }
}

/**
 * Module workers have no `importScripts`, and evaluating the text would need `unsafe-eval` or `blob:`. A module
 * import works in module and classic workers, and needs only `script-src 'self' 'wasm-unsafe-eval'`. This is
 * possible because the `wasm_exec.js` of every Go release is an arrow function that only assigns properties of
 * the global object. The fragment makes each import run the script again, because the class is removed from the
 * global object every time.
 */
function importScript(url: string): Promise<unknown> {
  const once = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const target = `${url.split("#", 1)[0]}#${once}`;
  return import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ target);
}

const queue = Symbol.for("react-sora-e2ee.go-runtime");

/**
 * The script returns its result in a global, so two loads at once could mix up their results. The queue must
 * belong to the realm.
 */
function oneAtATimeInThisRealm<T>(task: () => Promise<T>): Promise<T> {
  const realm = globalThis as { [queue]?: Promise<unknown> };
  const result = (realm[queue] ?? Promise.resolve()).then(task);
  realm[queue] = result.catch(() => undefined);
  return result;
}

function notLoaded(url: string, cause: unknown): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-not-found",
    `wasm_exec.js could not be loaded from ${url}. Check the wasmExecUrl option, that the server answers with a ` +
      "JavaScript MIME type (and CORS headers on another origin), and script-src in the Content Security Policy.",
    { cause },
  );
}

function noGo(url: string): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-runtime-mismatch",
    `The script at ${url} defines no Go class. The wasmExecUrl option must name the wasm_exec.js of the Go release ` +
      "that built the wasm file.",
  );
}
