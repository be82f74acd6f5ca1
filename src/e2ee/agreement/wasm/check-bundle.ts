import { SoraE2EEError } from "../../../errors.ts";
import { type BundleKeys, parseBundle } from "../../../protocol/bundle.ts";
import type { Ed25519 } from "../crypto/curves.ts";
import { edwardsToMontgomery } from "../crypto/montgomery.ts";
import { isLowOrder } from "../low-order.ts";

/**
 * Everything that the wasm checks, and what it does not (docs/protocol.md#7-deviations), before it sees a bundle: one
 * that it refuses half-way stays in its books, and an identity key of another length ends the program.
 *
 * @throws SoraE2EEError `invalid-bundle`
 */
export async function checkBundle(bundle: unknown, ed25519: Ed25519): Promise<BundleKeys> {
  const keys = parseBundle(bundle);
  if (isLowOrder(keys.signedPreKey) || isLowOrder(edwardsToMontgomery(keys.identityKey))) {
    throw invalid("A peer announced a public key that protects nothing.");
  }
  if (!(await ed25519.verify(keys.identityKey, keys.preKeySignature, keys.signedPreKey))) {
    throw invalid("The signature of a peer's pre-key bundle does not hold.");
  }
  return keys;
}

function invalid(sentence: string): SoraE2EEError {
  return new SoraE2EEError("invalid-bundle", `${sentence} Somebody may have changed the bundle on the way.`);
}
