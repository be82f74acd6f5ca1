import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { Curves, X25519KeyPair } from "../../../../src/e2ee/agreement/crypto/curves.ts";
import { assertNotZero, lowOrderError } from "../../../../src/e2ee/agreement/crypto/public-keys.ts";

/**
 * Node's synchronous cryptography with the interface of WebCrypto. It gives the same results several times
 * faster, so that a test can make thousands of runs. It is tested with the vectors, like the other
 * implementations.
 */
export const fastSubtle = {
  importKey: async (_format: string, key: Uint8Array) => Uint8Array.from(key),
  async deriveBits(
    { salt, info }: { readonly salt: Uint8Array; readonly info: Uint8Array },
    key: Uint8Array,
    bits: number,
  ) {
    return hkdfSync("sha256", key, salt, info, bits / 8);
  },
  sign: async (_algorithm: unknown, key: Uint8Array, message: Uint8Array) =>
    own(createHmac("sha256", key).update(message).digest()),
  async encrypt({ iv, additionalData }: Aead, key: Uint8Array, plaintext: Uint8Array) {
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    cipher.setAAD(additionalData);
    return own(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
  },
  async decrypt({ iv, additionalData }: Aead, key: Uint8Array, ciphertext: Uint8Array) {
    const decipher = createDecipheriv("aes-256-gcm", key, iv);
    decipher.setAAD(additionalData);
    decipher.setAuthTag(ciphertext.subarray(-16));
    return own(Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]));
  },
  digest: async (name: string, data: Uint8Array) =>
    own(createHash(name.replace("-", "").toLowerCase()).update(data).digest()),
};

interface Aead {
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}

/**
 * Node neither generates nor exports the keys. Node 20 can deadlock when its garbage collector meets a
 * generated key during an export.
 */
export async function loadFastCurves(): Promise<Curves> {
  return {
    x25519: {
      generate: async () => pair(privateFrom("X25519", randomBytes(32))),
      fromPrivate: async (bytes) => pair(privateFrom("X25519", bytes)),
    },
    ed25519: {
      async signer(seed) {
        const key = privateFrom("Ed25519", seed);
        return {
          publicKey: Uint8Array.from(ed25519.getPublicKey(seed)),
          sign: async (message) => own(sign(null, message, key)),
          wipe() {},
        };
      },
      async verify(publicKey, signature, message) {
        try {
          return verify(null, message, publicFrom("Ed25519", publicKey), signature);
        } catch {
          return false;
        }
      },
    },
  };
}

const basePoint = Uint8Array.of(9, ...new Uint8Array(31));

function pair(privateKey: KeyObject): X25519KeyPair {
  const agree = (publicKey: Uint8Array) =>
    own(diffieHellman({ privateKey, publicKey: publicFrom("X25519", publicKey) }));
  return {
    publicKey: agree(basePoint),
    async agree(remotePublicKey) {
      let secret: Uint8Array<ArrayBuffer>;
      try {
        secret = agree(remotePublicKey);
      } catch {
        throw lowOrderError();
      }
      assertNotZero(secret);
      return secret;
    },
    wipe() {},
  };
}

function privateFrom(curve: "X25519" | "Ed25519", bytes: Uint8Array): KeyObject {
  // Node derives the public half by itself, but requires the field
  const x = Buffer.alloc(32).toString("base64url");
  return createPrivateKey({ key: { kty: "OKP", crv: curve, d: base64url(bytes), x }, format: "jwk" });
}

function publicFrom(curve: "X25519" | "Ed25519", bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: curve, x: base64url(bytes) }, format: "jwk" });
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** Buffers share their memory with others: WebCrypto's results never do. */
function own(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(buffer);
}
