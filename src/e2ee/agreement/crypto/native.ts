import type { Ed25519, Ed25519Signer, X25519, X25519KeyPair } from "./curves.ts";
import { assertNotZero, lowOrderError } from "./public-keys.ts";

// RFC 8410: PrivateKeyInfo around a 32-byte key. Byte 11 names the curve.
const pkcs8Head = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x00, 0x04, 0x22, 0x04, 0x20,
];
const oidX25519 = 0x6e;
const oidEd25519 = 0x70;

/** True when this runtime's WebCrypto has X25519 (Chrome 133, Firefox 130, Safari 17, Node 20). */
export async function hasNativeX25519(): Promise<boolean> {
  try {
    await importX25519Public(basePoint());
    return true;
  } catch {
    return false;
  }
}

/**
 * True when this runtime's WebCrypto has Ed25519 and tells the public half of a private key (Chrome 137, Safari 17, Node 20, Firefox
 * after ESR 140).
 */
export async function hasNativeEd25519(): Promise<boolean> {
  try {
    const seed = new Uint8Array(32).fill(1);
    const { publicKey, sign } = await nativeEd25519.signer(seed);
    return publicKey.length === 32 && (await sign(new Uint8Array(1))).length === 64;
  } catch {
    return false;
  }
}

export const nativeX25519: X25519 = {
  async generate() {
    const pair = (await crypto.subtle.generateKey("X25519", false, ["deriveBits"])) as CryptoKeyPair;
    return keyPair(pair.privateKey, new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  },

  async fromPrivate(privateKey) {
    const key = await importPrivate(privateKey, oidX25519, "X25519", ["deriveBits"], false);
    // WebCrypto has no way from a private key to its public one but this
    return keyPair(key, await agree(key, basePoint()));
  },
};

export const nativeEd25519: Ed25519 = {
  async signer(seed) {
    const [exportable, key] = await Promise.all([
      importPrivate(seed, oidEd25519, "Ed25519", ["sign"], true),
      importPrivate(seed, oidEd25519, "Ed25519", ["sign"], false),
    ]);
    // WebCrypto has no other way from a private key to its public one
    const { x = "" } = await crypto.subtle.exportKey("jwk", exportable);
    const base64 = x.replaceAll("-", "+").replaceAll("_", "/");
    return {
      publicKey: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
      sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)),
      wipe() {},
    };
  },

  async verify(publicKey, signature, message) {
    try {
      const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", key, signature, message);
    } catch {
      return false;
    }
  },
};

/**
 * A signer with a new key that WebCrypto makes. It also works in Firefox ESR 140, which does not tell the public half of an
 * imported key.
 */
export async function generateEd25519(): Promise<Ed25519Signer> {
  const { privateKey, publicKey } = (await crypto.subtle.generateKey("Ed25519", false, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message)),
    wipe() {},
  };
}

function keyPair(privateKey: CryptoKey, publicKey: Uint8Array<ArrayBuffer>): X25519KeyPair {
  return {
    publicKey,
    agree: (remotePublicKey) => agree(privateKey, remotePublicKey),
    wipe() {},
  };
}

async function agree(privateKey: CryptoKey, remotePublicKey: Uint8Array<ArrayBuffer>) {
  const remote = await importX25519Public(remotePublicKey);
  const bits = await crypto.subtle
    .deriveBits({ name: "X25519", public: remote }, privateKey, 256)
    .catch(() => {
      throw lowOrderError();
    });
  const secret = new Uint8Array(bits);
  assertNotZero(secret);
  return secret;
}

async function importPrivate(
  privateKey: Uint8Array,
  oid: number,
  algorithm: string,
  usages: KeyUsage[],
  extractable: boolean,
): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array(48);
  pkcs8.set(pkcs8Head);
  pkcs8[11] = oid;
  pkcs8.set(privateKey, 16);
  try {
    return await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, extractable, usages);
  } finally {
    pkcs8.fill(0);
  }
}

function importX25519Public(publicKey: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", publicKey, "X25519", false, []);
}

function basePoint(): Uint8Array<ArrayBuffer> {
  const point = new Uint8Array(32);
  point[0] = 9;
  return point;
}
