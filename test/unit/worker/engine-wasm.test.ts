import { beforeEach, expect, it, vi } from "vitest";
import { compileSoraWasm, createWasmKeyAgreement } from "../../../src/e2ee/agreement/wasm/index.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import { loadAnyEngine } from "../../../src/e2ee/worker/engine-wasm.ts";
import { FakeAgreement } from "./fakes.ts";

vi.mock("../../../src/e2ee/agreement/wasm/index.ts", () => ({
  compileSoraWasm: vi.fn(),
  createWasmKeyAgreement: vi.fn(),
}));
vi.mock("../../../src/e2ee/worker/engine-pairwise.ts", async (original) => {
  const { pairwise: real } = await original<{ pairwise: typeof pairwise }>();
  return { pairwise: vi.fn(real) };
});

const options = {
  kind: "wasm",
  wasmUrl: "https://sora.example/e2ee.wasm",
  wasmExecUrl: "https://sora.example/wasm_exec.js",
  integrity: "sha256-AAAA",
} as const;
const events = {
  signal: new AbortController().signal,
  onProgress: vi.fn(),
  onCompiled: vi.fn(),
  onCrash: vi.fn(),
};
const renewed = { selfKeyId: 7 };

beforeEach(() => {
  vi.clearAllMocks();
  const agreement = Object.assign(new FakeAgreement(), {
    renew: vi.fn(async () => renewed),
    dispose: vi.fn(),
  });
  vi.mocked(createWasmKeyAgreement).mockResolvedValue(agreement as never);
});

const module = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));

it("Sora's wasm is downloaded with all options of the call, and given to the page for its other calls", async () => {
  vi.mocked(compileSoraWasm).mockResolvedValue({ module } as never);
  await loadAnyEngine(options, events);
  expect(compileSoraWasm).toHaveBeenCalledExactlyOnceWith({ ...options, ...events });
  expect(events.onCompiled).toHaveBeenCalledExactlyOnceWith(module);
  expect(createWasmKeyAgreement).toHaveBeenCalledExactlyOnceWith({ ...options, ...events, module });
});

it("Sora's wasm that another call of the page has compiled is not downloaded again", async () => {
  await loadAnyEngine({ ...options, module }, events);
  expect(compileSoraWasm).not.toHaveBeenCalled();
  expect(events.onCompiled).not.toHaveBeenCalled();
  expect(createWasmKeyAgreement).toHaveBeenCalledExactlyOnceWith({ ...options, ...events, module });
});

it("Sora's wasm makes new keys where the built-in engine announces, and ends with its call", async () => {
  const engine = await loadAnyEngine({ ...options, module }, events);
  const [{ renew } = {}] = vi.mocked(pairwise).mock.calls[0] ?? [];
  expect(await renew?.()).toBe(renewed);
  const agreement = await vi.mocked(createWasmKeyAgreement).mock.results[0]?.value;
  expect(agreement.dispose).not.toHaveBeenCalled();
  engine.dispose();
  expect(agreement.dispose).toHaveBeenCalledOnce();
});
