import { SoraE2EEError } from "../../errors.ts";
import type { BundleKeys } from "../../protocol/bundle.ts";
import { fingerprint } from "../identity/fingerprint.ts";
import type { Ed25519 } from "./crypto/curves.ts";
import { edwardsToMontgomery, isLowOrder } from "./crypto/public-keys.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A peer's public keys after the check of its bundle. */
export interface PeerKeys {
  /** Ed25519, 32 bytes. */
  readonly identityKey: Bytes;
  /** The identity key in X25519 form, 32 bytes. */
  readonly agreementKey: Bytes;
  /** X25519, 32 bytes. */
  readonly signedPreKey: Bytes;
  readonly fingerprint: string;
}

/**
 * Checks the keys and the signature of a peer's bundle. Sora's wasm does not check for keys of low order, and it keeps a
 * bundle that it refused, so this check comes before it too (docs/protocol.md#7-deviations).
 * @throws SoraE2EEError `invalid-bundle`
 */
export async function checkBundle(bundle: BundleKeys, ed25519: Ed25519): Promise<PeerKeys> {
  const { identityKey, signedPreKey, preKeySignature } = bundle;
  const agreementKey = edwardsToMontgomery(identityKey);
  if (isLowOrder(signedPreKey) || isLowOrder(agreementKey)) {
    throw invalid("A peer announced an unsafe public key of low order.");
  }
  const [genuine, identityFingerprint] = await Promise.all([
    ed25519.verify(identityKey, preKeySignature, signedPreKey),
    fingerprint(identityKey),
  ]);
  if (!genuine) throw invalid("The signature of a peer's pre-key bundle is not valid.");
  return { identityKey, agreementKey, signedPreKey, fingerprint: identityFingerprint };
}

function invalid(sentence: string): SoraE2EEError {
  return new SoraE2EEError("invalid-bundle", `${sentence} The bundle may have been changed on the way.`);
}
