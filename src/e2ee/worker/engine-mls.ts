import { SoraE2EEError } from "../../errors.ts";
import { generateEd25519, hasNativeX25519, nativeEd25519 } from "../agreement/crypto/native.ts";
import { loadSuite, type SuiteAlgorithms } from "../agreement/mls/suite.ts";
import type { LoadEngine } from "./engines.ts";
import { otherWorker } from "./failure.ts";
import { MlsKeys } from "./mls-keys.ts";

/** Loads the engine of this suite. Each suite has its own worker file, so that a call loads only its own. */
export function mlsLoader(algorithms: SuiteAlgorithms): LoadEngine {
  return async (options) => {
    if (options.kind !== "mls" || options.suite !== algorithms.suite) throw otherWorker(options);
    const [signer, hasX25519] = await Promise.all([generateEd25519().catch(() => null), hasNativeX25519()]);
    if (signer === null || !hasX25519) {
      throw new SoraE2EEError(
        "browser-unsupported",
        'agreement "mls" needs X25519 and Ed25519 in WebCrypto, which this browser lacks. Update it, or use agreement "sora".',
      );
    }
    return new MlsKeys(await loadSuite(algorithms, signer, nativeEd25519), signer);
  };
}
