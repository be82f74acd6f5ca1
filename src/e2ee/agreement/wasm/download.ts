import { SoraE2EEError } from "../../../errors.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Number of bytes received. `total` is null when the server gives no size, or the size of something else. */
export type OnProgress = (loaded: number, total: number | null) => void;

export interface DownloadOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

const wasmMagic = [0x00, 0x61, 0x73, 0x6d];

/**
 * The wasm file's bytes as they arrive. Rejects with, or throws while iterated, `wasm-not-found`, `wasm-invalid` (as
 * soon as the first four bytes are not those of a wasm file) or `aborted`. Leaving the loop early cancels the download.
 */
export async function* downloadWasm(options: DownloadOptions): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const { url, signal, onProgress } = options;
  const response = await request(options);
  const reader = response.body?.getReader();
  if (reader === undefined) throw notFound(url, "the answer has no body");
  // The caller must not wait for a fetch that ignores the signal.
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", stop);
  let loaded = 0;
  let total = announcedLength(response);
  let head: number[] = [];
  try {
    onProgress?.(0, total);
    for (;;) {
      const { done, value } = await reader.read();
      if (signal?.aborted) throw aborted();
      if (done) break;
      if (head.length < wasmMagic.length) {
        head = [...head, ...value.subarray(0, wasmMagic.length - head.length)];
        if (head.some((byte, index) => byte !== wasmMagic[index])) throw notWasm(url, response);
      }
      loaded += value.byteLength;
      // A compressed response from another origin hides its content-encoding, and its length is that of the
      // compressed bytes.
      if (total !== null && loaded > total) total = null;
      onProgress?.(loaded, total);
      yield value;
    }
    if (head.length < wasmMagic.length) throw notWasm(url, response);
  } catch (error) {
    if (error instanceof SoraE2EEError) throw error;
    throw signal?.aborted ? aborted() : notFound(url, "the connection broke off", error);
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

export function aborted(): SoraE2EEError {
  return new SoraE2EEError("aborted", "Loading the wasm engine was cancelled.");
}

async function request({ url, fetch, signal }: DownloadOptions): Promise<Response> {
  if (signal?.aborted) throw aborted();
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...(signal && { signal }) });
  } catch (error) {
    throw signal?.aborted ? aborted() : notFound(url, "the request failed", error);
  }
  if (signal?.aborted || !response.ok) {
    void response.body?.cancel().catch(() => undefined);
    throw signal?.aborted ? aborted() : notFound(url, `the server answered ${response.status}`);
  }
  return response;
}

function announcedLength(response: Response): number | null {
  const encoding = response.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") return null;
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length > 0 ? length : null;
}

function notFound(url: string, why: string, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(
    "wasm-not-found",
    `The wasm file could not be loaded from ${url}: ${why}. Check the wasmUrl option, and connect-src in the page's ` +
      "Content Security Policy.",
    { cause },
  );
}

function notWasm(url: string, response: Response): SoraE2EEError {
  const type = response.headers.get("content-type") ?? "no content type";
  const what = type.includes("html") ? "An HTML page" : "Something else";
  return new SoraE2EEError(
    "wasm-invalid",
    `${what} (${type}) came from ${url} instead of a wasm file. Check the wasmUrl option and that the server hosts ` +
      "the file there.",
  );
}
