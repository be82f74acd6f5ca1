import { type AeadInterface, CipherSuite, type KdfInterface, type KemInterface } from "@hpke/core";
import type { CiphersuiteImpl, CiphersuiteName } from "ts-mls";
import type { HashAlgorithm } from "ts-mls/crypto/hash.js";
import type { HpkeAlgorithm } from "ts-mls/crypto/hpke.js";
import { makeHashImpl } from "ts-mls/crypto/implementation/default/makeHashImpl.js";
import { makeKdfImpl } from "ts-mls/crypto/implementation/default/makeKdfImpl.js";
import { defaultRng } from "ts-mls/crypto/implementation/default/rng.js";
import { makeGenericHpke } from "ts-mls/crypto/implementation/hpke.js";
import type { MlsSuite } from "../../../protocol/mls.ts";
import type { Ed25519, Ed25519Signer } from "../crypto/curves.ts";

/**
 * The algorithms of a suite. They are passed one by one, because the MLS library's own selection would bundle
 * all suites into the worker.
 */
export interface SuiteAlgorithms {
  readonly suite: MlsSuite;
  readonly name: CiphersuiteName;
  readonly hash: HashAlgorithm;
  readonly hpke: HpkeAlgorithm;
  readonly kem: () => KemInterface;
  readonly kdf: () => KdfInterface;
  readonly aead: () => AeadInterface;
}

/**
 * A placeholder for our signing key where the MLS library expects bytes. The key itself stays with its
 * signer.
 */
export const ownSigningKey = new Uint8Array(32);

export interface LoadedSuite {
  readonly suite: MlsSuite;
  readonly algorithms: CiphersuiteImpl;
  /** Public half of the key that signs. Ed25519, 32 bytes. */
  readonly identityKey: Uint8Array<ArrayBuffer>;
}

/** Signatures are made by `signer`, which holds the connection's identity key. */
export async function loadSuite(
  { suite, name, hash, hpke, kem, kdf, aead }: SuiteAlgorithms,
  signer: Ed25519Signer,
  ed25519: Ed25519,
): Promise<LoadedSuite> {
  const algorithms: CiphersuiteImpl = {
    name,
    kdf: makeKdfImpl(kdf()),
    hash: makeHashImpl(crypto.subtle, hash),
    hpke: await makeGenericHpke(hpke, aesGcm, new CipherSuite({ kem: kem(), kdf: kdf(), aead: aead() })),
    rng: defaultRng,
    signature: {
      sign: (_key, message) => signer.sign(Uint8Array.from(message)),
      verify: (publicKey, message, signed) =>
        ed25519.verify(Uint8Array.from(publicKey), Uint8Array.from(signed), Uint8Array.from(message)),
      keygen: () => Promise.reject(new Error("The identity key signs.")),
    },
  };
  return { suite, algorithms, identityKey: signer.publicKey };
}

type Crypt = (
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  data: Uint8Array,
) => Promise<Uint8Array<ArrayBuffer>>;

function aesGcmTo(use: "encrypt" | "decrypt"): Crypt {
  return async (key, nonce, aad, data) => {
    const imported = await crypto.subtle.importKey("raw", Uint8Array.from(key), "AES-GCM", false, [use]);
    const parameters = {
      name: "AES-GCM",
      iv: Uint8Array.from(nonce),
      additionalData: Uint8Array.from(aad),
    };
    return new Uint8Array(await crypto.subtle[use](parameters, imported, Uint8Array.from(data)));
  };
}

const aesGcm = { encrypt: aesGcmTo("encrypt"), decrypt: aesGcmTo("decrypt") };
