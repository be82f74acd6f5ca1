import { afterEach, describe, expect, test, vi } from "vitest";
import { compileSoraWasm } from "../../../src/e2ee/agreement/wasm/index.ts";
import { assemble } from "./support/assemble.ts";
import { createEngine, createPeer, idOf } from "./support/engine.ts";
import { createReleasedDouble } from "./support/released-double.ts";
import { runtimes, serve, standIn, wasmUrl } from "./support/stand-in.ts";

const realm = globalThis as Record<string, unknown>;

/** A script that sets these globals. */
const leaves = (globals: object) => async () => {
  Object.assign(realm, globals);
};

afterEach(() => {
  for (const name of ["Go", "e2ee", "E2EE"]) delete realm[name];
});

describe("starting the program", () => {
  test.each(["e2ee", "E2EE"] as const)(
    "uses the %s of its build and leaves no global behind",
    async (build) => {
      const { engine } = await createEngine({ build });
      expect(engine.version).toBe("double");
      expect((await engine.init()).preKeyBundle.identityKey).toHaveLength(44);
      expect(["Go", "e2ee", "E2EE"].filter((name) => name in realm)).toEqual([]);
    },
  );

  test("keeps globals of the page with the same names", async () => {
    Object.assign(realm, { Go: "the page's Go", e2ee: "the page's e2ee" });
    const { engine } = await createEngine();
    await engine.init();
    expect([realm.Go, realm.e2ee, "E2EE" in realm]).toEqual(["the page's Go", "the page's e2ee", false]);
  });

  test("gives each call its own instance, also when calls start at once and share a module", async () => {
    const { module } = await compileSoraWasm({ wasmUrl, fetch: serve() });
    const fetch = vi.fn(serve());
    const peers = await Promise.all(
      ["ALICE", "BOB", "CAROL"].map((name, index) =>
        createPeer(name, { module, fetch, build: index === 1 ? "E2EE" : "e2ee" }),
      ),
    );
    expect(fetch).not.toHaveBeenCalled();
    for (const { engine, double } of peers) expect(engine.selfFingerprint()).toBe(double.selfFingerprint());
    expect(new Set(peers.map(({ engine }) => engine.selfFingerprint())).size).toBe(3);
  });

  test("prevents a panic from printing the words on the stack", async () => {
    const { go } = await createEngine();
    expect(go.env).toMatchObject({ GOTRACEBACK: "none" });
  });

  const failure = (options: Parameters<typeof createEngine>[0]) =>
    createEngine(options).then(
      () => null,
      (error: { code: string; message: string }) => error,
    );

  test.each([
    ["1.19", "1.15", "go.runtime.walltime"],
    ["1.15", "1.19", "go.runtime.walltime1"],
    ["1.21", "1.19", "gojs.runtime.walltime"],
    ["1.19", "1.21", "go.runtime.walltime"],
  ] as const)("a wasm of Go %s with the runtime of Go %s names %s", async (wasm, runtime, name) => {
    const body = assemble({ imports: [...runtimes[wasm]] });
    const error = await failure({ fetch: serve({ body }), offers: runtimes[runtime] });
    expect(error).toMatchObject({ code: "wasm-runtime-mismatch" });
    expect(error?.message).toContain(`(${name})`);
  });

  test("reports an import of another kind as a runtime mismatch, too", async () => {
    class Go {
      readonly importObject = { go: { "runtime.walltime": 1, "runtime.getRandomData": () => undefined } };
    }
    expect(await failure({ loadScript: leaves({ Go }) })).toMatchObject({ code: "wasm-runtime-mismatch" });
  });

  test.each([
    ["a Go that is none", { loadScript: leaves({ Go: Math.max }) }, "wasm-runtime-mismatch"],
    ["a Go without imports", { loadScript: leaves({ Go: Map }) }, "wasm-runtime-mismatch"],
    ["a script that defines no Go", { loadScript: leaves({}) }, "wasm-runtime-mismatch"],
    ["a script that is not there", { loadScript: () => Promise.reject(new Error("404")) }, "wasm-not-found"],
    ["a program that offers nothing", { api: null }, "wasm-no-global"],
    ["a program that ends while it starts", { exitAtStart: true }, "wasm-crashed"],
    ["no Go program: no run", { fetch: serve({ body: assemble({ functions: [] }) }) }, "wasm-invalid"],
    ["no Go program: no mem", { fetch: serve({ body: assemble({ memory: "memory" }) }) }, "wasm-invalid"],
  ] as const)("%s causes its own error", async (_, options, code) => {
    expect(await failure(options)).toMatchObject({ code, name: "SoraE2EEError" });
    expect(["Go", "e2ee", "E2EE"].filter((name) => name in realm)).toEqual([]);
  });

  test("stops the download at the first failure", async () => {
    const onCancel = vi.fn();
    const fetch = serve({ stallAfter: 1, onCancel });
    const loadScript = () => new Promise<never>((_, reject) => setTimeout(reject, 5));
    expect(await failure({ fetch, loadScript })).toMatchObject({ code: "wasm-not-found" });
    await vi.waitFor(() => expect(onCancel).toHaveBeenCalledOnce());
  });

  test("starts nothing when it is cancelled while the script loads", async () => {
    const controller = new AbortController();
    const { loadScript, started } = standIn({ api: createReleasedDouble() });
    const slow = async (url: string): Promise<void> => {
      controller.abort();
      await loadScript(url);
    };
    const error = await failure({ loadScript: slow, signal: controller.signal });
    expect(error).toMatchObject({ code: "aborted" });
    expect(started).toEqual([]);
  });
});

describe("the end of the program", () => {
  const bob = idOf("BOB");

  test("is a panic within a call: that call and all later ones reject with wasm-crashed", async () => {
    const onCrash = vi.fn();
    const { engine, go, double } = await createPeer("ALICE", { onCrash });
    const other = await createPeer("BOB");
    vi.spyOn(double, "startSession");
    go.end();
    await expect(engine.startSession(bob, other.bundle)).rejects.toMatchObject({ code: "wasm-crashed" });
    await expect(engine.stopSession(bob)).rejects.toMatchObject({ code: "wasm-crashed" });
    await expect(engine.receiveMessage(new Uint8Array(148))).rejects.toMatchObject({ code: "wasm-crashed" });
    await expect(engine.announce()).rejects.toMatchObject({ code: "wasm-crashed" });
    await expect(engine.init()).rejects.toMatchObject({ code: "wasm-crashed" });
    expect(() => engine.selfFingerprint()).toThrow(expect.objectContaining({ code: "wasm-crashed" }));
    expect(() => engine.remoteFingerprints()).toThrow(expect.objectContaining({ code: "wasm-crashed" }));
    expect(onCrash).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "wasm-crashed" }));
  });

  test("is reported to the owner also between calls", async () => {
    const onCrash = vi.fn();
    const { engine, go } = await createPeer("ALICE", { onCrash });
    go.end();
    await vi.waitFor(() => expect(onCrash).toHaveBeenCalledOnce());
    await expect(engine.announce()).rejects.toMatchObject({ code: "wasm-crashed" });
  });

  test("wipes its memory", async () => {
    const { go } = await createPeer("ALICE", { onCrash: () => undefined });
    go.end();
    await vi.waitFor(() => expect(new Uint8Array(go.memory!.buffer).every((byte) => byte === 0)).toBe(true));
  });

  const answers: [string, unknown][] = [
    ["undefined", undefined],
    ["null", null],
    ["no pair", { selfKeyId: 1 }],
    ["a pair of nothing", [undefined, undefined]],
    ["an error that is none", [undefined, "no"]],
    ["a short key", [{ selfKeyId: 0, selfSecretKeyMaterial: new Uint8Array(31) }, undefined]],
    ["a key id that is no u32", [{ selfKeyId: -1, selfSecretKeyMaterial: new Uint8Array(32) }, undefined]],
    ["a key of another type", [{ selfKeyId: 0, selfSecretKeyMaterial: "A".repeat(32) }, undefined]],
  ];
  test.each(answers)("follows a response that breaks the contract: %s", async (_, answer) => {
    const onCrash = vi.fn();
    const api = { ...createReleasedDouble(), start: () => answer };
    const { engine } = await createEngine({ api, onCrash });
    await engine.init();
    await expect(engine.start(idOf("ALICE"))).rejects.toMatchObject({ code: "wasm-crashed" });
    expect(onCrash).toHaveBeenCalledOnce();
  });

  test("does not pass on the thrown value, because it may quote a secret argument", async () => {
    const secret = "5a".repeat(32);
    const start = () => {
      throw new Error(secret);
    };
    const { engine } = await createEngine({ api: { ...createReleasedDouble(), start } });
    await engine.init();
    const error = await engine.start(idOf("ALICE")).catch((thrown: Error) => thrown);
    expect(JSON.stringify([error, String((error as Error).cause), (error as Error).message])).not.toContain(
      secret,
    );
  });
});

describe("dispose", () => {
  test("wipes the memory, stops the program's timers and ends the engine without an error", async () => {
    const onCrash = vi.fn();
    const { engine, go } = await createPeer("ALICE", { onCrash });
    const fired = vi.fn();
    go._scheduledTimeouts.set(1, setTimeout(fired, 1));
    engine.dispose();
    engine.dispose();
    go.end();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(new Uint8Array(go.memory!.buffer).every((byte) => byte === 0)).toBe(true);
    expect([fired.mock.calls, onCrash.mock.calls]).toEqual([[], []]);
    await expect(engine.announce()).rejects.toMatchObject({ code: "invalid-state" });
  });
});
