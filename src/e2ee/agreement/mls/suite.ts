import {
  type CiphersuiteImpl,
  type CiphersuiteName,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
} from "ts-mls";
import type { Ed25519, Ed25519Signer } from "../crypto/curves.ts";

/** `x-wing` is a hybrid of X25519 and ML-KEM-768. Its code point is the library's own (docs/protocol.md#14-mls). */
export type MlsSuite = "x25519" | "x-wing";

const names: Readonly<Record<MlsSuite, CiphersuiteName>> = {
  x25519: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  "x-wing": "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
};

/** Stands for our signing key where the library wants bytes: the key itself stays with its signer. */
export const ownSigningKey = new Uint8Array(32);

export interface LoadedSuite {
  readonly algorithms: CiphersuiteImpl;
  /** Public half of the key that signs. Ed25519, 32 bytes. */
  readonly identityKey: Uint8Array<ArrayBuffer>;
}

/** The algorithms of a suite. Signatures are made by `signer`, which holds the connection's identity key. */
export async function loadSuite(
  suite: MlsSuite,
  signer: Ed25519Signer,
  ed25519: Ed25519,
): Promise<LoadedSuite> {
  const algorithms = await getCiphersuiteImpl(getCiphersuiteFromName(names[suite]));
  const signature: CiphersuiteImpl["signature"] = {
    sign: (_key, message) => signer.sign(Uint8Array.from(message)),
    verify: (publicKey, message, signed) =>
      ed25519.verify(Uint8Array.from(publicKey), Uint8Array.from(signed), Uint8Array.from(message)),
    keygen: () => Promise.reject(new Error("The identity key of the connection signs; no other is made.")),
  };
  return { algorithms: { ...algorithms, signature }, identityKey: signer.publicKey };
}
