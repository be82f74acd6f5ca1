import { SoraE2EEError } from "../../../errors.ts";
import { aborted, downloadWasm, type Fetch, type OnProgress } from "./download.ts";
import { parseIntegrity, verifyIntegrity } from "./integrity.ts";

export interface CompileSoraWasmOptions {
  /**
   * URL of Sora's `wasm.wasm`. A relative URL is resolved against the script, so use an absolute one in a
   * worker.
   */
  readonly wasmUrl: string;
  /** Subresource Integrity syntax; checked before a byte is compiled. */
  readonly integrity?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Used in place of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
}

/**
 * Loads and compiles Sora's wasm. The module can be structured-cloned to other workers and instantiated there any
 * number of times, so an owner of several calls keeps it, by `wasmUrl` and `integrity`.
 *
 * Needs `'wasm-unsafe-eval'` in `script-src` where the page has a Content Security Policy.
 *
 * @throws SoraE2EEError `wasm-not-found`, `wasm-invalid`, `wasm-integrity-mismatch`, `invalid-options`, `aborted`.
 */
export async function compileSoraWasm(
  options: CompileSoraWasmOptions,
): Promise<{ readonly module: WebAssembly.Module }> {
  const expected = options.integrity === undefined ? null : parseIntegrity(options.integrity);
  const { wasmUrl: url, onProgress, signal, fetch = globalThis.fetch.bind(globalThis) } = options;
  const chunks = downloadWasm({ url, fetch, onProgress, signal });
  // compileStreaming may wrap or replace the error of its source.
  let failure: unknown;
  try {
    const watched = watch(chunks, (error) => {
      failure = error;
    });
    if (expected === null && typeof WebAssembly.compileStreaming === "function") {
      return { module: await compileWhileLoading(watched) };
    }
    const bytes = await collect(watched);
    if (expected !== null) await verifyIntegrity(bytes, expected);
    return { module: await WebAssembly.compile(bytes) };
  } catch (error) {
    if (signal?.aborted) throw aborted();
    if (failure instanceof SoraE2EEError) throw failure;
    if (error instanceof SoraE2EEError) throw error;
    throw notCompiled(url, error);
  } finally {
    await chunks.return();
  }
}

/** Our own response always has the right MIME type, and lets us count the bytes. */
function compileWhileLoading(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): Promise<WebAssembly.Module> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return WebAssembly.compileStreaming(
    new Response(body, { headers: { "content-type": "application/wasm" } }),
  );
}

async function* watch<T>(chunks: AsyncGenerator<T>, onError: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    onError(error);
    throw error;
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of chunks) {
    parts.push(part);
    length += part.byteLength;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

function notCompiled(url: string, cause: unknown): SoraE2EEError {
  const policy = cause instanceof Error && /unsafe-eval|Content Security Policy|CSP/i.test(cause.message);
  const advice = policy
    ? "the page's Content Security Policy forbids it. Add 'wasm-unsafe-eval' to script-src"
    : "it is damaged or not a wasm file. Check that the server delivers it unchanged";
  return new SoraE2EEError("wasm-invalid", `The wasm file from ${url} does not compile: ${advice}.`, {
    cause,
  });
}
