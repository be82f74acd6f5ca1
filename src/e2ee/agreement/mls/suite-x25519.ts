import { Aes128Gcm, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import type { SuiteAlgorithms } from "./suite.ts";

/** Length of an X25519 private key, which ends its PKCS #8 form (RFC 8410). */
const privateKeyLength = 32;

/** The package's own way exports a JWK. Firefox ESR 140 refuses that for an imported private key. */
class X25519Kem extends DhkemX25519HkdfSha256 {
  override async serializePrivateKey(key: CryptoKey): Promise<ArrayBuffer> {
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", key);
    const bytes = pkcs8.slice(-privateKeyLength);
    new Uint8Array(pkcs8).fill(0);
    return bytes;
  }
}

/** Of RFC 9420, section 17.1. */
export const x25519Suite: SuiteAlgorithms = {
  suite: "x25519",
  name: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  hash: "SHA-256",
  hpke: { kem: "DHKEM-X25519-HKDF-SHA256", kdf: "HKDF-SHA256", aead: "AES128GCM" },
  kem: () => new X25519Kem(),
  kdf: () => new HkdfSha256(),
  aead: () => new Aes128Gcm(),
};
