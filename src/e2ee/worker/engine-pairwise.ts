import { selectCurves } from "../agreement/crypto/select.ts";
import type { KeyAgreement, RenewResult } from "../agreement/types.ts";
import type { LoadedEngine } from "./engines.ts";
import { KeySession } from "./key-session.ts";

interface PairwiseEngine {
  readonly agreement: KeyAgreement;
  /** Makes and sends new keys, for an engine that cannot announce the present ones. */
  readonly renew?: () => Promise<RenewResult>;
  readonly dispose: () => void;
}

/** The engine of a call with pairwise key agreement (docs/protocol.md#5-life-of-the-keys). */
export function pairwise({ agreement, renew, dispose }: PairwiseEngine): LoadedEngine {
  return {
    async init() {
      const { preKeyBundle } = await agreement.init();
      const { identityKey } = preKeyBundle;
      const messageKey = agreement.messageKey?.() ?? null;
      return {
        preKeyBundle,
        keyPackage: null,
        identityKey,
        messageKey,
        fingerprint: agreement.selfFingerprint(),
      };
    },
    ...(agreement.signProof && { signProof: agreement.signProof }),
    remoteFingerprints: () => agreement.remoteFingerprints(),
    ed25519: async () => (await selectCurves()).ed25519,
    session: (context) => new KeySession({ ...context, engine: agreement, renew: renew ?? null }),
    dispose,
  };
}
