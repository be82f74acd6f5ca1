import { compileSoraWasm, createWasmKeyAgreement } from "../agreement/wasm/index.ts";
import { loadBuiltIn } from "./engine-built-in.ts";
import { pairwise } from "./engine-pairwise.ts";
import type { LoadEngine } from "./engines.ts";

/** Sora's wasm, or the built-in engine when the options ask for it. */
export const loadAnyEngine: LoadEngine = async (options, events) => {
  if (options.kind !== "wasm") return loadBuiltIn(options, events);
  const module = options.module ?? (await compileSoraWasm({ ...options, ...events })).module;
  if (!options.module) events.onCompiled(module);
  const agreement = await createWasmKeyAgreement({ ...options, ...events, module });
  return pairwise({ agreement, renew: () => agreement.renew(), dispose: () => agreement.dispose() });
};
