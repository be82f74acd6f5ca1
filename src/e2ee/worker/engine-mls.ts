import { SoraE2EEError } from "../../errors.ts";
import { selectCurves } from "../agreement/crypto/select.ts";
import { loadSuite, type SuiteAlgorithms } from "../agreement/mls/suite.ts";
import type { LoadEngine } from "./engines.ts";
import { otherWorker } from "./failure.ts";
import { MlsKeys } from "./mls-keys.ts";

/** Loads the engine of this suite. Each has a worker file of its own, so that no call loads what it does not use. */
export function mlsLoader(algorithms: SuiteAlgorithms): LoadEngine {
  return async (options) => {
    if (options.kind !== "mls" || options.suite !== algorithms.suite) throw otherWorker(options);
    const { ed25519 } = await selectCurves();
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const signer = await ed25519.signer(seed);
    seed.fill(0);
    try {
      return new MlsKeys(await loadSuite(algorithms, signer, ed25519), signer);
    } catch (cause) {
      throw new SoraE2EEError("browser-unsupported", "This browser lacks what MLS needs.", { cause });
    }
  };
}
