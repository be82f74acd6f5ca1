import { createKeyAgreement } from "../agreement/double-ratchet/built-in.ts";
import { pairwise } from "./engine-pairwise.ts";
import type { LoadEngine } from "./engines.ts";
import { otherWorker } from "./failure.ts";

/** @throws SoraE2EEError `invalid-options` for any other engine. */
export const loadBuiltIn: LoadEngine = async (options) => {
  if (options.kind === "built-in")
    return pairwise({ agreement: createKeyAgreement(), dispose: () => undefined });
  throw otherWorker(options);
};
