import { readFile } from "node:fs/promises";
import { runInThisContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compileSoraWasm, createWasmKeyAgreement } from "../../src/e2ee/agreement/wasm/index.ts";
import { loadGo } from "../../src/e2ee/agreement/wasm/load-go.ts";
import { runSoraWasm } from "../../src/e2ee/agreement/wasm/run.ts";
import { describeAttacks } from "../unit/wasm/support/guard-attacks.ts";
import { describeCalls } from "../unit/wasm/support/guard-calls.ts";
import { describeForgeries } from "../unit/wasm/support/guard-forgeries.ts";
import { describeRatchet } from "../unit/wasm/support/guard-ratchet.ts";
import { describeMixedCall } from "../unit/wasm/support/mixed-call.ts";
import type { GuardedPeer } from "../unit/wasm/support/peers.ts";
import { runVector } from "../unit/wasm/support/run-vector.ts";
import { drawsOf, vectors } from "../unit/wasm/support/vectors.ts";

const wasmFile = process.env.SORA_E2EE_WASM;
const wasmExecFile = process.env.SORA_WASM_EXEC;

if (!wasmFile || !wasmExecFile) {
  console.log(
    "Skipped: the tests against Sora's own wasm need its files. " +
      "Run SORA_E2EE_WASM=<wasm.wasm> SORA_WASM_EXEC=<wasm_exec.js> npm run test:wasm",
  );
}

const files = {
  wasmUrl: wasmFile ?? "",
  wasmExecUrl: wasmExecFile ?? "",
  fetch: async (path: string) => new Response(await readFile(path)),
  loadScript: async (path: string) => runInThisContext(await readFile(path, "utf8"), { filename: path }),
};

/** Answers the program's requests for 32 random bytes from a list, one party at a time. */
let draw: (() => Uint8Array) | null = null;
const random = crypto.getRandomValues.bind(crypto);
vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
  if (draw !== null && array instanceof Uint8Array && array.length === 32) array.set(draw());
  else random(array as Uint8Array<ArrayBuffer>);
  return array;
});

describe.skipIf(!wasmFile || !wasmExecFile)("Sora's own wasm behind the guard", () => {
  const open = new Set<{ dispose(): void }>();
  let compiled: Promise<{ readonly module: WebAssembly.Module }> | null = null;

  async function createEngine() {
    compiled ??= compileSoraWasm(files);
    const engine = await createWasmKeyAgreement({ ...files, ...(await compiled) });
    open.add(engine);
    return engine;
  }

  async function createPeer(name: string): Promise<GuardedPeer> {
    const engine = await createEngine();
    const { preKeyBundle: bundle } = await engine.init();
    const id = name.padEnd(26, "-");
    await engine.start(id);
    return { engine, bundle, id };
  }

  afterEach(() => {
    for (const engine of open) engine.dispose();
    open.clear();
    draw = null;
  });

  test("reports its version", async () => {
    const { version } = await createEngine();
    console.log(`Sora's wasm, version ${version}`);
    expect(version).not.toBe("");
  });

  describe("the vectors match byte for byte", () => {
    test.each(vectors)("$name", async (vector) => {
      const draws = new Map<string, ReturnType<typeof drawsOf>>();
      const engines = new Map<string, object>();
      for (const party of Object.keys(vector.parties)) {
        draws.set(party, drawsOf(vector, party));
        engines.set(party, await createEngine());
      }
      await runVector(vector, (party) => {
        draw = draws.get(party)?.draw ?? null;
        return engines.get(party) ?? {};
      });
      for (const { left } of draws.values()) expect(left()).toBe(0);
    });
  });

  describeAttacks(createPeer);
  describeForgeries(createPeer);
  describeRatchet(createPeer);
  describeCalls(createPeer);
  describeMixedCall(createPeer);

  test("a panic ends the program", async () => {
    const { module } = await compileSoraWasm(files);
    const Go = await loadGo(files);
    const program = await runSoraWasm(module, Go);
    (program.api.init as () => void)();
    // an identity key of 31 bytes, which the guard never lets through
    const short = Buffer.alloc(31).toString("base64");
    const preKey = Buffer.alloc(32).toString("base64");
    const add = program.api.addPreKeyBundle as (...args: string[]) => unknown;
    expect(add("BOB".padEnd(26, "-"), short, preKey, Buffer.alloc(64).toString("base64"))).toBeUndefined();
    expect(program.exited()).toBe(true);
    await program.ended;
    program.dispose();
  });
});
