import { SoraE2EEError } from "../../errors.ts";
import { hasNativeEd25519, hasNativeX25519, nativeEd25519 } from "../agreement/crypto/native.ts";
import { loadSuite, type SuiteAlgorithms } from "../agreement/mls/suite.ts";
import type { LoadEngine } from "./engines.ts";
import { otherWorker } from "./failure.ts";
import { MlsKeys } from "./mls-keys.ts";

/** Loads the engine of this suite. Each suite has its own worker file, so that a call loads only its own. */
export function mlsLoader(algorithms: SuiteAlgorithms): LoadEngine {
  return async (options) => {
    if (options.kind !== "mls" || options.suite !== algorithms.suite) throw otherWorker(options);
    const supported = await Promise.all([hasNativeX25519(), hasNativeEd25519()]);
    if (supported.includes(false)) {
      throw new SoraE2EEError(
        "browser-unsupported",
        'agreement "mls" needs X25519 and Ed25519 in WebCrypto, which this browser lacks. Update it, or use agreement "sora".',
      );
    }
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const signer = await nativeEd25519.signer(seed);
    seed.fill(0);
    return new MlsKeys(await loadSuite(algorithms, signer, nativeEd25519), signer);
  };
}
