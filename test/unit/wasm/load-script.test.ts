import { expect, test } from "vitest";
import { loadGo } from "../../../src/e2ee/agreement/wasm/load-go.ts";

const script = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

test("a classic script that sets a global is loaded by import, again for each call", async () => {
  const wasmExecUrl = script("(() => { globalThis.Go = class { name = 'a' }; })();");
  const [one, other] = await Promise.all([loadGo({ wasmExecUrl }), loadGo({ wasmExecUrl })]);
  expect(one).not.toBe(other);
  expect(new one()).toMatchObject({ name: "a" });
  expect("Go" in globalThis).toBe(false);
});

test("scripts of two Go releases that are loaded at once do not affect each other", async () => {
  const release = (name: string) =>
    loadGo({ wasmExecUrl: script(`globalThis.Go = class { name = "${name}" }`) });
  const loaded = await Promise.all(["1.15", "1.19", "1.21"].map(release));
  expect(loaded.map((Go) => new Go())).toMatchObject([{ name: "1.15" }, { name: "1.19" }, { name: "1.21" }]);
});

test("old scripts find their global object and require inside a module", async () => {
  const wasmExecUrl = script(`
    (() => {
      if (typeof global !== "undefined") {}
      else if (typeof window !== "undefined") window.global = window;
      else if (typeof self !== "undefined") self.global = self;
      else throw new Error("no global object");
      if (!global.require && typeof require !== "undefined") global.require = require;
      if (!global.fs && global.require) global.fs = require("fs");
      global.Go = class {};
      if (global.require && global.require.main === module) throw new Error("taken for a command line");
    })();
  `);
  expect(await loadGo({ wasmExecUrl })).toBeTypeOf("function");
});

test("a script that throws, or sets no global, causes wasm-not-found", async () => {
  for (const wasmExecUrl of [script("throw new Error()"), script("<!doctype html>")]) {
    await expect(loadGo({ wasmExecUrl })).rejects.toMatchObject({ code: "wasm-not-found" });
  }
});
