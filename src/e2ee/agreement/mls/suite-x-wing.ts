import { Aes256Gcm, HkdfSha512 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import type { SuiteAlgorithms } from "./suite.ts";

/**
 * X25519 and ML-KEM-768 together, so that an attacker must break both. The code point of the suite is this
 * library's own (docs/protocol.md#15-mls).
 */
export const xWingSuite: SuiteAlgorithms = {
  suite: "x-wing",
  name: "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
  hash: "SHA-512",
  hpke: { kem: "X-Wing", kdf: "HKDF-SHA512", aead: "AES256GCM" },
  kem: () => new XWing(),
  kdf: () => new HkdfSha512(),
  aead: () => new Aes256Gcm(),
};
