import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { decrypt, encrypt } from "./aes-gcm.ts";
import { Buffer } from "./buffer.ts";

/** The part of Node's `node:crypto` that the double of the released build uses, for a browser. */

interface Key {
  readonly curve: typeof ed25519 | typeof x25519;
  readonly secret: Uint8Array | null;
  readonly bytes: Uint8Array;
  export(): Uint8Array;
}

interface Der {
  readonly key: Uint8Array;
}

/** The last byte of the algorithm's object identifier (RFC 8410). */
const curves = { 110: x25519, 112: ed25519 } as const;

function keyOf(curve: Key["curve"], secret: Uint8Array | null, bytes: Uint8Array): Key {
  return { curve, secret, bytes, export: () => bytes };
}

export function createPrivateKey({ key }: Der): Key {
  const curve = curves[key[11] as keyof typeof curves];
  const secret = Uint8Array.from(key.subarray(-32));
  return keyOf(curve, secret, curve.getPublicKey(secret));
}

export function createPublicKey(from: Der | Key): Key {
  if ("curve" in from) return from;
  const { key } = from;
  return keyOf(curves[key[8] as keyof typeof curves], null, Uint8Array.from(key.subarray(-32)));
}

export function diffieHellman({ privateKey, publicKey }: Record<"privateKey" | "publicKey", Key>) {
  return Buffer.from(x25519.getSharedSecret(secretOf(privateKey), publicKey.bytes));
}

export function sign(_algorithm: null, data: Uint8Array, key: Key) {
  return Buffer.from(ed25519.sign(Uint8Array.from(data), secretOf(key)));
}

export function verify(_algorithm: null, data: Uint8Array, key: Key, signature: Uint8Array): boolean {
  return ed25519.verify(Uint8Array.from(signature), Uint8Array.from(data), key.bytes);
}

export function hkdfSync(
  _sha256: string,
  ikm: Uint8Array,
  salt: Uint8Array,
  info: string,
  length: number,
): ArrayBuffer {
  return Uint8Array.from(hkdf(sha256, ikm, salt, new TextEncoder().encode(info), length)).buffer;
}

export function createHmac(_sha256: string, key: Uint8Array) {
  return digestOf((data) => hmac(sha256, key, data));
}

export function createHash(name: "sha256" | "sha512") {
  return digestOf(name === "sha256" ? sha256 : sha512);
}

export function randomBytes(length: number) {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(length)));
}

export function createCipheriv(_aes256Gcm: string, key: Uint8Array, nonce: Uint8Array) {
  return new AesGcm(key, nonce, encrypt);
}

export function createDecipheriv(_aes256Gcm: string, key: Uint8Array, nonce: Uint8Array) {
  return new AesGcm(key, nonce, decrypt);
}

/** Takes all data in one `update`. */
class AesGcm {
  #associated: Uint8Array = new Uint8Array();
  #tag: Uint8Array = new Uint8Array();
  readonly #key: Uint8Array;
  readonly #nonce: Uint8Array;
  readonly #run: typeof encrypt | typeof decrypt;

  constructor(key: Uint8Array, nonce: Uint8Array, run: typeof encrypt | typeof decrypt) {
    this.#key = key;
    this.#nonce = nonce;
    this.#run = run;
  }

  setAAD(associated: Uint8Array): void {
    this.#associated = associated;
  }

  setAuthTag(tag: Uint8Array): void {
    this.#tag = tag;
  }

  update(data: Uint8Array): Uint8Array {
    const { text, tag } = this.#run(this.#key, this.#nonce, data, this.#associated, this.#tag);
    this.#tag = tag;
    return text;
  }

  final(): Uint8Array {
    return new Uint8Array();
  }

  getAuthTag(): Uint8Array {
    return this.#tag;
  }
}

function secretOf({ secret }: Key): Uint8Array {
  if (secret === null) throw new Error("This is a public key.");
  return secret;
}

function digestOf(digest: (data: Uint8Array) => Uint8Array) {
  return {
    update: (data: string | Uint8Array) => ({
      digest(encoding?: "hex") {
        const bytes = Buffer.from(
          digest(typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data)),
        );
        return encoding ? bytes.toString(encoding) : bytes;
      },
    }),
  };
}
