import { createHash } from "node:crypto";
import { assemble } from "../../../unit/wasm/support/assemble.ts";
import { runtimes } from "../../../unit/wasm/support/stand-in.ts";
import { Host, type HostOptions } from "./host.ts";
import { wasmExecScript } from "./wasm-exec-script.ts";

/** Large enough for a visible download time. */
export const wasmFile = assemble({ imports: [...runtimes["1.19"]], padding: 300_000 });

export const wasmIntegrity = `sha384-${createHash("sha384").update(wasmFile).digest("base64")}`;

/** The parameters of the demo's page for a participant with Sora's wasm. */
export const withWasm = { wasm: "/wasm.wasm", wasmExec: "/wasm_exec.js" } as const;

const script = await wasmExecScript();

/** The demo with a stand-in for Sora's wasm beside it, of each build, and files that are wrong in one way each. */
export async function openWasmHost(demoUrl: string, options?: HostOptions): Promise<Host> {
  const host = await Host.open(demoUrl, options);
  const wasm = { body: wasmFile, type: "application/wasm" };
  const javaScript = { type: "text/javascript" };
  host.serve("/wasm.wasm", wasm);
  host.serve("/slow.wasm", { ...wasm, holdAfter: 100_000 });
  host.serve("/page.wasm", { body: "<!doctype html><title>Home</title>", type: "text/html; charset=utf-8" });
  host.serve("/go-1.15.wasm", { ...wasm, body: assemble({ imports: [...runtimes["1.15"]] }) });
  host.serve("/wasm_exec.js", { ...javaScript, body: script() });
  host.serve("/wasm_exec-class.js", { ...javaScript, body: script({ build: "E2EE" }) });
  host.serve("/wasm_exec-neither.js", { ...javaScript, body: script({ build: "neither" }) });
  return host;
}
