import { SoraE2EEError } from "../../../errors.ts";
import type { GoConstructor, GoProgram } from "./load-go.ts";

export type SoraApi = Readonly<Record<string, unknown>>;

export interface RunningProgram {
  /** The object with the methods of docs/protocol.md#9-soras-wasm. Not checked: it comes from the wasm. */
  readonly api: SoraApi;
  readonly version: string;
  exited(): boolean;
  /** Resolves if the program ends by itself: it must not be used any more. */
  readonly ended: Promise<void>;
  /** Stops the program's timers and wipes its memory. Safe to call again. */
  dispose(): void;
}

/**
 * Starts an instance of the module with its own Go runtime, and takes the object that the program sets on the
 * global object: released builds set an object `e2ee`, later ones a class `E2EE`
 * (docs/protocol.md#9-soras-wasm).
 *
 * @throws SoraE2EEError `wasm-runtime-mismatch`, `wasm-invalid`, `wasm-no-global`, `wasm-crashed`.
 */
export async function runSoraWasm(module: WebAssembly.Module, Go: GoConstructor): Promise<RunningProgram> {
  const go = createRuntime(Go);
  // A panic prints the words on the stack by default, and they may be key bytes.
  go.env = { ...go.env, GOTRACEBACK: "none" };
  go.exit = () => undefined;
  const instance = await instantiate(module, go);
  const dispose = () => wipe(go, instance);
  const exited = () => go.exited === true;
  try {
    const globals = borrowGlobals();
    let ended: Promise<void>;
    let taken: Pick<RunningProgram, "api" | "version"> | null;
    try {
      ended = go.run(instance).catch(() => undefined);
      taken = globals.take();
    } finally {
      globals.restore();
    }
    if (exited()) throw crashedAtStart();
    if (taken === null) throw noGlobal();
    return { ...taken, exited, ended, dispose };
  } catch (error) {
    dispose();
    throw error instanceof SoraE2EEError ? error : crashedAtStart(error);
  }
}

function createRuntime(Go: GoConstructor): GoProgram {
  try {
    const go = new Go();
    if (typeof go.importObject === "object" && typeof go.run === "function") return go;
  } catch (cause) {
    throw runtimeMismatch("a Go class", cause);
  }
  throw runtimeMismatch("a Go class with importObject and run");
}

async function instantiate(module: WebAssembly.Module, go: GoProgram): Promise<WebAssembly.Instance> {
  for (const wanted of WebAssembly.Module.imports(module)) {
    const there = go.importObject[wanted.module]?.[wanted.name];
    if (there === undefined) throw runtimeMismatch(`${wanted.module}.${wanted.name}`);
  }
  const exported = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]));
  if (exported.get("run") !== "function" || exported.get("mem") !== "memory") throw notGo();
  try {
    return await WebAssembly.instantiate(module, go.importObject);
  } catch (cause) {
    if (cause instanceof WebAssembly.LinkError) throw runtimeMismatch("an import of another kind", cause);
    throw new SoraE2EEError("wasm-invalid", "The wasm file could not be instantiated.", { cause });
  }
}

const globalNames = ["e2ee", "E2EE"] as const;

/**
 * The global names belong to the page, except during the synchronous steps in which the program sets them.
 */
function borrowGlobals(): {
  take(): Pick<RunningProgram, "api" | "version"> | null;
  restore(): void;
} {
  const realm = globalThis as Partial<Record<(typeof globalNames)[number], unknown>>;
  const before = globalNames.map((name) => Object.getOwnPropertyDescriptor(realm, name));
  for (const name of globalNames) delete realm[name];
  return {
    take() {
      const { e2ee, E2EE } = realm;
      const isClass = typeof E2EE === "function";
      const api = isClass ? new (E2EE as new () => unknown)() : e2ee;
      if (typeof api !== "object" || api === null) return null;
      return { api: api as SoraApi, version: readVersion(isClass ? E2EE : api) };
    },
    restore() {
      globalNames.forEach((name, index) => {
        delete realm[name];
        const descriptor = before[index];
        if (descriptor) Object.defineProperty(realm, name, descriptor);
      });
    },
  };
}

function readVersion(from: object): string {
  const { version } = from as { version?: unknown };
  const answer: unknown = typeof version === "function" ? version.call(from) : undefined;
  return typeof answer === "string" ? answer : "unknown";
}

/**
 * A Go program cannot be stopped from outside. Without timers it does not run again, so its memory can be
 * released.
 */
function wipe(go: GoProgram, instance: WebAssembly.Instance): void {
  const timers: unknown = Reflect.get(go, "_scheduledTimeouts");
  if (!(timers instanceof Map)) return;
  for (const timer of timers.values()) clearTimeout(timer as number);
  timers.clear();
  const { mem } = instance.exports;
  if (mem instanceof WebAssembly.Memory) new Uint8Array(mem.buffer).fill(0);
}

function runtimeMismatch(what: string, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-runtime-mismatch",
    `wasm_exec.js lacks what the wasm file imports (${what}). Use the wasm_exec.js of the very Go release that built ` +
      "the wasm file: it is in that release's misc/wasm or lib/wasm folder.",
    { cause },
  );
}

function notGo(): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-invalid",
    "The wasm file is not a program that Go built for browsers. Check the wasmUrl option.",
  );
}

function noGlobal(): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-no-global",
    "The wasm file runs but offers neither e2ee nor E2EE. Check that the wasmUrl option names Sora's E2EE build.",
  );
}

function crashedAtStart(cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("wasm-crashed", "The wasm program ended while it was starting.", { cause });
}
