import { SoraE2EEError } from "../../errors.ts";

const secretKeyMaterialLength = 32;

const encoder = new TextEncoder();
const salt = encoder.encode("SFrame10");
const keyInfo = encoder.encode("key");
const saltInfo = encoder.encode("salt");

/** What one key id seals and opens with. None of its keys can be read back. */
export interface FrameKey {
  readonly keyId: number;
  readonly key: CryptoKey;
  readonly writeIv: Uint8Array<ArrayBuffer>;
  /** The material itself, for nothing but deriving: what seals an app's messages comes from it too. */
  readonly base: CryptoKey;
}

function importMaterial(material: Uint8Array): Promise<CryptoKey> {
  if (!(material instanceof Uint8Array) || material.length !== secretKeyMaterialLength) {
    throw new SoraE2EEError("invalid-options", "A secret key material is 32 bytes.");
  }
  return crypto.subtle.importKey("raw", new Uint8Array(material), "HKDF", false, ["deriveBits", "deriveKey"]);
}

function deriveBits(base: CryptoKey): Promise<[key: ArrayBuffer, writeIv: ArrayBuffer]> {
  return Promise.all([
    crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: keyInfo }, base, 128),
    crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-384", salt, info: saltInfo }, base, 96),
  ]);
}

/**
 * The frame key (16 bytes) and write IV (12 bytes) that a secret key material stands for
 * (docs/protocol.md#4-key-schedule).
 * @throws SoraE2EEError `invalid-options` when the material is not 32 bytes.
 */
export async function deriveFrameSecrets(
  secretKeyMaterial: Uint8Array,
): Promise<{ key: Uint8Array; writeIv: Uint8Array }> {
  const [key, writeIv] = await deriveBits(await importMaterial(secretKeyMaterial));
  return { key: new Uint8Array(key), writeIv: new Uint8Array(writeIv) };
}

/** The same, as a key that WebCrypto holds for one purpose. The material is the caller's to wipe. */
export async function importFrameKey(
  secretKeyMaterial: Uint8Array,
  keyId: number,
  usage: "encrypt" | "decrypt",
): Promise<FrameKey> {
  const base = await importMaterial(secretKeyMaterial);
  const [raw, writeIv] = await deriveBits(base);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [usage]);
  new Uint8Array(raw).fill(0);
  return { keyId, key, writeIv: new Uint8Array(writeIv), base };
}
