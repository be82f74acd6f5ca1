import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compileSoraWasm } from "../../../src/e2ee/agreement/wasm/index.ts";
import { assemble } from "./support/assemble.ts";
import { type ServedFile, serve, wasmUrl } from "./support/stand-in.ts";

const file = assemble({ padding: 1000 });
const html = { body: "<!doctype html><title>Not here</title>", headers: { "content-type": "text/html" } };
const compile = (served: ServedFile, options: Partial<Parameters<typeof compileSoraWasm>[0]> = {}) =>
  compileSoraWasm({ wasmUrl, fetch: serve(served), ...options });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("loading the wasm file", () => {
  test.each([
    ["the right MIME type", { "content-type": "application/wasm" }],
    ["a wrong MIME type", { "content-type": "application/octet-stream" }],
    ["no MIME type", {}],
  ])("compiles a file with %s while it is downloaded", async (_, headers) => {
    const { module } = await compile({ body: file, headers: headers as Record<string, string> });
    expect(module).toBeInstanceOf(WebAssembly.Module);
  });

  test("compiles without streaming compilation", async () => {
    const { compile: compileBytes, Module } = WebAssembly;
    vi.stubGlobal("WebAssembly", { compile: compileBytes, Module });
    expect((await compile({ body: file })).module).toBeInstanceOf(WebAssembly.Module);
  });

  test("produces a module that can be cloned to other workers", async () => {
    const { module } = await compile({ body: file });
    expect(structuredClone(module)).toBeInstanceOf(WebAssembly.Module);
  });

  test.each([
    [{ status: 404 }, "wasm-not-found", "404"],
    [{ status: 500 }, "wasm-not-found", "500"],
    [html, "wasm-invalid", "HTML page (text/html)"],
    [{ body: "" }, "wasm-invalid", "instead of a wasm file"],
    [{ body: file.slice(0, 3) }, "wasm-invalid", "instead of a wasm file"],
    [{ body: file.slice(0, -10) }, "wasm-invalid", "does not compile"],
    [{ body: file, pieces: 1 }, null, ""],
  ] as const)("%o causes %s", async (served: ServedFile, code, text) => {
    const result = compile(served);
    if (code === null) await result;
    else await expect(result).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });

  test("an unreachable server causes wasm-not-found, with the cause", async () => {
    const cause = new TypeError("fetch failed");
    const fetch = () => Promise.reject(cause);
    await expect(compile({}, { fetch })).rejects.toMatchObject({ code: "wasm-not-found", cause });
  });

  test("an HTML page is not downloaded to its end", async () => {
    const onCancel = vi.fn();
    await expect(compile({ ...html, stallAfter: 1, onCancel })).rejects.toMatchObject({
      code: "wasm-invalid",
    });
    expect(onCancel).toHaveBeenCalledOnce();
  });
});

describe("progress", () => {
  const progressOf = async (served: ServedFile) => {
    const seen: [number, number | null][] = [];
    await compile(served, { onProgress: (loaded, total) => seen.push([loaded, total]) });
    return seen;
  };

  test("counts bytes up to the length that the server announced", async () => {
    const seen = await progressOf({
      body: file,
      pieces: 400,
      headers: { "content-length": String(file.length) },
    });
    expect(seen.map(([loaded]) => loaded)).toEqual([0, 400, 800, file.length]);
    expect(seen.every(([, total]) => total === file.length)).toBe(true);
  });

  test("has null as its total when the server announces no length", async () => {
    expect((await progressOf({ body: file })).at(-1)).toEqual([file.length, null]);
  });

  test("does not take the length of compressed bytes as its total", async () => {
    const headers = { "content-length": "300", "content-encoding": "br" };
    expect((await progressOf({ body: file, headers })).at(-1)).toEqual([file.length, null]);
  });

  test("drops a total that turns out too small", async () => {
    const seen = await progressOf({ body: file, pieces: 400, headers: { "content-length": "500" } });
    expect(seen.map(([, total]) => total)).toEqual([500, 500, null, null]);
  });
});

describe("integrity", () => {
  const sha384 = (of: Uint8Array) => `sha384-${createHash("sha384").update(of).digest("base64")}`;

  test("the matching file compiles", async () => {
    expect((await compile({ body: file }, { integrity: sha384(file) })).module).toBeInstanceOf(
      WebAssembly.Module,
    );
  });

  test("no byte of another file is compiled", async () => {
    const compileSpy = vi.spyOn(WebAssembly, "compile");
    const streamingSpy = vi.spyOn(WebAssembly, "compileStreaming");
    const integrity = sha384(assemble());
    await expect(compile({ body: file }, { integrity })).rejects.toMatchObject({
      code: "wasm-integrity-mismatch",
    });
    expect(compileSpy).not.toHaveBeenCalled();
    expect(streamingSpy).not.toHaveBeenCalled();
  });

  test("metadata that checks nothing stops before the download", async () => {
    const fetch = vi.fn(serve());
    await expect(compile({}, { fetch, integrity: "md5-AAAA" })).rejects.toMatchObject({
      code: "invalid-options",
    });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("cancelling", () => {
  test.each([undefined, "sha256-AAAA"])("ends a download in progress (integrity %s)", async (integrity) => {
    const onCancel = vi.fn();
    const controller = new AbortController();
    const onProgress = vi.fn((loaded: number) => {
      if (loaded >= 32) queueMicrotask(() => controller.abort());
    });
    const options = { signal: controller.signal, onProgress, integrity };
    await expect(compile({ body: file, stallAfter: 2, onCancel }, options)).rejects.toMatchObject({
      code: "aborted",
    });
    expect(onCancel).toHaveBeenCalledOnce();
  });

  test("a signal that is already aborted prevents the download", async () => {
    const fetch = vi.fn(serve());
    await expect(compile({}, { fetch, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    expect(fetch).not.toHaveBeenCalled();
  });
});
