import { SoraE2EEError } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** A peer's public keys as they travel in `signaling_notify_metadata.pre_key_bundle`: padded standard base64. */
export interface PreKeyBundle {
  /** Ed25519 public key, 32 bytes. */
  readonly identityKey: string;
  /** X25519 public key, 32 bytes. */
  readonly signedPreKey: string;
  /** Ed25519 signature over the signed pre-key's 32 bytes, 64 bytes. */
  readonly preKeySignature: string;
}

/** The part of a bundle that every key agreement has, with the peer's identity key. */
export type IdentityBundle = Pick<PreKeyBundle, "identityKey">;

export interface BundleKeys {
  /** Ed25519 public key, 32 bytes. */
  readonly identityKey: Uint8Array<ArrayBuffer>;
  /** X25519 public key, 32 bytes. */
  readonly signedPreKey: Uint8Array<ArrayBuffer>;
  /** Ed25519 signature over the signed pre-key, 64 bytes. */
  readonly preKeySignature: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a pre-key bundle as it travels in `signaling_notify_metadata` (docs/protocol.md#2-signaling): strict
 * padded standard base64 of 32, 32 and 64 bytes. Checks the form only, neither the signature nor the points.
 * @throws SoraE2EEError `invalid-bundle` for any other input
 */
export function parseBundle(bundle: unknown): BundleKeys {
  if (typeof bundle !== "object" || bundle === null) throw invalid();
  const fields = readFields(bundle);
  const identityKey = decodeBase64(fields.identityKey, 32);
  const signedPreKey = decodeBase64(fields.signedPreKey, 32);
  const preKeySignature = decodeBase64(fields.preKeySignature, 64);
  if (identityKey === null || signedPreKey === null || preKeySignature === null) throw invalid();
  return { identityKey, signedPreKey, preKeySignature };
}

/**
 * The Ed25519 identity key, 32 bytes. Checks its form only.
 * @throws SoraE2EEError `invalid-bundle`
 */
export function readIdentityKey(bundle: IdentityBundle): Uint8Array<ArrayBuffer> {
  const identityKey = decodeBase64(bundle.identityKey, 32);
  if (identityKey === null) throw invalid();
  return identityKey;
}

export function writeBundle(keys: BundleKeys): PreKeyBundle {
  return {
    identityKey: encodeBase64(keys.identityKey),
    signedPreKey: encodeBase64(keys.signedPreKey),
    preKeySignature: encodeBase64(keys.preKeySignature),
  };
}

function readFields(bundle: object): Partial<Record<keyof PreKeyBundle, unknown>> {
  try {
    const { identityKey, signedPreKey, preKeySignature } = bundle as Partial<
      Record<keyof PreKeyBundle, unknown>
    >;
    return { identityKey, signedPreKey, preKeySignature };
  } catch (cause) {
    throw invalid(cause);
  }
}

function invalid(cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-bundle",
    "A pre-key bundle must hold identityKey, signedPreKey and preKeySignature as padded base64 of 32, 32 and 64 bytes.",
    { cause },
  );
}
