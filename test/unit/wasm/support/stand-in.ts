import type { LoadScript } from "../../../../src/e2ee/agreement/wasm/load-go.ts";
import { assemble } from "./assemble.ts";
import { Panic } from "./released-double.ts";

/** The runtime functions of each Go generation. */
export const runtimes = {
  "1.15": ["go.runtime.walltime1", "go.runtime.getRandomData"],
  "1.19": ["go.runtime.walltime", "go.runtime.getRandomData"],
  "1.21": ["gojs.runtime.walltime", "gojs.runtime.getRandomData"],
} as const;

export interface StandInOptions {
  /** The object with the methods of docs/protocol.md#9-soras-wasm, or null for a program that offers none. */
  readonly api: object | null;
  readonly build?: "e2ee" | "E2EE";
  readonly offers?: readonly string[];
  /** The program ends while it starts. */
  readonly exitAtStart?: boolean;
}

export interface StandIn {
  /** The globals that `wasm_exec.js` leaves. */
  readonly Go: new () => StandInGo;
  /** Takes the place of importing `wasm_exec.js`. */
  readonly loadScript: LoadScript;
  /** The instances of `Go` that were made. */
  readonly started: StandInGo[];
}

export interface StandInGo {
  exited: boolean;
  env: Record<string, string>;
  memory: WebAssembly.Memory | null;
  readonly _scheduledTimeouts: Map<number, unknown>;
  /** Ends the program, as a panic does. */
  end(): void;
}

/** A `wasm_exec.js` with the outward behaviour of Go's, around a program that is written in JavaScript. */
export function standIn(options: StandInOptions): StandIn {
  const { api, build = "e2ee", offers = runtimes["1.19"], exitAtStart = false } = options;
  const started: StandInGo[] = [];

  class Go implements StandInGo {
    exited = false;
    env = {};
    memory: WebAssembly.Memory | null = null;
    readonly importObject: WebAssembly.Imports = {};
    readonly _scheduledTimeouts = new Map<number, unknown>();
    #end: () => void = () => undefined;

    constructor() {
      started.push(this);
      for (const full of offers) {
        const dot = full.indexOf(".");
        const module = full.slice(0, dot);
        const functions = { ...this.importObject[module], [full.slice(dot + 1)]: () => undefined };
        this.importObject[module] = functions;
      }
    }

    end(): void {
      this.exited = true;
      this.#end();
    }

    async run(instance: WebAssembly.Instance): Promise<void> {
      const ended = new Promise<void>((resolve) => {
        this.#end = resolve;
      });
      this.memory = instance.exports.mem as WebAssembly.Memory;
      (instance.exports.run as (argc: number, argv: number) => void)(0, 0);
      new Uint8Array(this.memory.buffer).fill(0x5a);
      if (exitAtStart) this.end();
      else if (api !== null) this.#publish(api);
      await ended;
    }

    #publish(methods: object): void {
      const wrapped: Record<string, unknown> = {};
      for (const [name, method] of Object.entries(methods)) {
        wrapped[name] = (...args: unknown[]) => this.#enter(method as (...args: unknown[]) => unknown, args);
      }
      const { version, ...rest } = wrapped;
      if (build === "e2ee") Object.assign(globalThis, { e2ee: wrapped });
      else Object.assign(globalThis, { E2EE: Object.assign(classOf(rest), { version }) });
    }

    #enter(method: (...args: unknown[]) => unknown, args: unknown[]): unknown {
      if (this.exited) throw new Error("Go program has already exited");
      try {
        return method(...args);
      } catch (error) {
        if (!(error instanceof Panic)) throw error;
        this.end();
        return undefined;
      }
    }
  }

  return {
    Go,
    started,
    loadScript: async () => {
      await Promise.resolve();
      Object.assign(globalThis, { Go });
    },
  };
}

/** Go's function wrappers are plain functions, which `new` accepts. */
function classOf(methods: object) {
  return function program(this: object) {
    Object.assign(this, methods);
  };
}

export const wasmUrl = "https://example.test/wasm.wasm";
export const wasmExecUrl = "https://example.test/wasm_exec.js";

export interface ServedFile {
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** The body comes in pieces of this many bytes. */
  readonly pieces?: number;
  /** The response stops after this number of pieces. */
  readonly stallAfter?: number;
  readonly onCancel?: () => void;
}

/** A server with one file. */
export function serve(file: ServedFile = {}): (url: string, init: RequestInit) => Promise<Response> {
  const { body = assemble({ imports: [...runtimes["1.19"]] }), status = 200, pieces = 16 } = file;
  const { headers = { "content-type": "application/wasm" }, stallAfter = Number.POSITIVE_INFINITY } = file;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return async () => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          if (sent / pieces >= stallAfter) return new Promise<void>(() => undefined);
          if (sent >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(sent, sent + pieces));
          sent += pieces;
        },
        cancel: () => file.onCancel?.(),
      },
      { highWaterMark: 0 },
    );
    return new Response(stream, { status, headers });
  };
}
