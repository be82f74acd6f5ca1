import { Aes128Gcm, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import type { SuiteAlgorithms } from "./suite.ts";

/** Of RFC 9420, section 17.1. */
export const x25519Suite: SuiteAlgorithms = {
  suite: "x25519",
  name: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  hash: "SHA-256",
  hpke: { kem: "DHKEM-X25519-HKDF-SHA256", kdf: "HKDF-SHA256", aead: "AES128GCM" },
  kem: () => new DhkemX25519HkdfSha256(),
  kdf: () => new HkdfSha256(),
  aead: () => new Aes128Gcm(),
};
