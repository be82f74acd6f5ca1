import { expect, it } from "vitest";
import { loadBuiltIn } from "../../../src/e2ee/worker/engine-built-in.ts";
import { loadAnyEngine } from "../../../src/e2ee/worker/engine-wasm.ts";
import type { EngineEvents } from "../../../src/e2ee/worker/engines.ts";

const events: EngineEvents = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onCompiled: () => undefined,
  onCrash: () => undefined,
};

it.each([loadBuiltIn, loadAnyEngine])("both workers have the built-in engine", async (load) => {
  const engine = await load({ kind: "built-in" }, events);
  expect((await engine.init()).preKeyBundle?.identityKey).toHaveLength(44);
});

it("the worker without Sora's wasm names the worker file that has it", async () => {
  const asked = { kind: "wasm", wasmUrl: "https://a.example/w", wasmExecUrl: "https://a.example/g" } as const;
  await expect(loadBuiltIn(asked, events)).rejects.toMatchObject({
    code: "invalid-options",
    message: expect.stringContaining("wasm-worker.js"),
  });
});
