import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engineOptions, shareModule, withEngine, withKeptModule } from "../../../src/call/engine.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";
import { SharedWasmEngine } from "../../../src/call/wasm-options.ts";

const call: SoraCallOptions = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };
const wasm = { wasmUrl: "/wasm.wasm", wasmExecUrl: "exec.js", integrity: "sha256-x" };
const emptyModule = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));

describe("the engine that a call asks its worker for", () => {
  beforeEach(() => vi.stubGlobal("document", { baseURI: "https://app.example/meet/" }));
  afterEach(() => void vi.unstubAllGlobals());

  it("is the built-in one unless the app chooses another", () => {
    expect(engineOptions(call)).toEqual({ kind: "built-in" });
  });

  it("has URLs that are resolved against the page, not the worker", () => {
    expect(engineOptions({ ...call, engine: wasm })).toEqual({
      kind: "wasm",
      wasmUrl: "https://app.example/wasm.wasm",
      wasmExecUrl: "https://app.example/meet/exec.js",
      integrity: "sha256-x",
    });
  });

  it("includes the module that another call has compiled, when the app shares it", () => {
    const first = { ...call, engine: new SharedWasmEngine(wasm) };
    expect(engineOptions(first)).not.toHaveProperty("module");
    shareModule(first, emptyModule);
    expect(engineOptions({ ...call, engine: first.engine })).toMatchObject({ module: emptyModule });
    expect(engineOptions({ ...call, engine: new SharedWasmEngine(wasm) })).not.toHaveProperty("module");
  });

  describe("a wasm module that calls share when they start together", () => {
    /** The requests of one call to its worker, and their results. */
    function start(engine: SharedWasmEngine) {
      const options = { ...call, engine };
      const asked = vi.fn<(withModule: boolean) => void>();
      let end = (_error?: Error): void => undefined;
      const ended = withEngine(options, (request) => {
        asked("module" in request);
        return new Promise<void>((resolve, reject) => {
          end = (error) => (error ? reject(error) : resolve());
        });
      });
      return {
        asked,
        ended,
        compiles: () => shareModule(options, emptyModule),
        ends: (error?: Error) => end(error),
      };
    }

    it("is compiled by the first call while the others wait for it", async () => {
      const engine = new SharedWasmEngine(wasm);
      const [first, ...others] = [start(engine), start(engine), start(engine)] as const;
      await vi.waitFor(() => expect(first.asked).toHaveBeenCalledWith(false));
      for (const { asked } of others) expect(asked).not.toHaveBeenCalled();
      first.compiles();
      first.ends();
      for (const { asked } of others) await vi.waitFor(() => expect(asked).toHaveBeenCalledWith(true));
    });

    it("is tried by the next call when the first call fails or is cancelled", async () => {
      const engine = new SharedWasmEngine(wasm);
      const [first, second, third] = [start(engine), start(engine), start(engine)] as const;
      await vi.waitFor(() => expect(first.asked).toHaveBeenCalled());
      first.ends(new Error("out of reach"));
      await expect(first.ended).rejects.toThrow("out of reach");
      await vi.waitFor(() => expect(second.asked).toHaveBeenCalledWith(false));
      expect(third.asked).not.toHaveBeenCalled();
      second.compiles();
      second.ends();
      await vi.waitFor(() => expect(third.asked).toHaveBeenCalledWith(true));
    });

    it("does not block later calls when the options of the first call are wrong", async () => {
      const engine = new SharedWasmEngine({ ...wasm, wasmUrl: "https://" });
      for (const { ended } of [start(engine), start(engine)]) {
        await expect(ended).rejects.toMatchObject({ code: "invalid-options" });
      }
    });
  });

  it("causes an error that names the option when an address is not a URL", () => {
    for (const option of ["wasmUrl", "wasmExecUrl"]) {
      expect(() => engineOptions({ ...call, engine: { ...wasm, [option]: "https://" } })).toThrow(
        expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(option) }),
      );
    }
  });

  it("is kept for the call's later connections, and for other calls only when the app shares it", () => {
    const one = withKeptModule({ ...call, engine: wasm });
    shareModule(one, emptyModule);
    expect(engineOptions(one)).toEqual({ ...engineOptions({ ...call, engine: wasm }), module: emptyModule });
    expect(engineOptions(withKeptModule({ ...call, engine: wasm }))).not.toHaveProperty("module");
    const shared = { ...call, engine: new SharedWasmEngine(wasm) };
    expect([withKeptModule(shared), withKeptModule(call)]).toEqual([shared, call]);
    expect(withKeptModule(shared).engine).toBe(shared.engine);
  });
});
