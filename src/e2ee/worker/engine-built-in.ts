import { SoraE2EEError } from "../../errors.ts";
import { createKeyAgreement } from "../agreement/double-ratchet/built-in.ts";
import type { LoadEngine } from "./engines.ts";

/** @throws SoraE2EEError `invalid-options` for any other engine. */
export const loadBuiltIn: LoadEngine = async ({ kind }) => {
  if (kind === "built-in") return { agreement: createKeyAgreement(), dispose: () => undefined };
  throw new SoraE2EEError(
    "invalid-options",
    "This worker has no engine but the built-in one. For Sora's wasm, createWorker must start wasm-worker.js.",
  );
};
