import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  diffieHellman,
  hkdfSync,
  KeyObject,
  sign,
  verify,
} from "node:crypto";

/** A secret key that this module imported. */
class SecretKey {
  constructor(
    readonly bytes: Uint8Array,
    /** Name of the hash function of HMAC. Otherwise empty. */
    readonly hash: string,
  ) {}
}

const gcmTag = 16;
const computedHere = new Set(["HMAC", "HKDF", "AES-GCM"]);

/**
 * WebCrypto with the same results as Node's. Most operations are computed at once. Node hands each of
 * them to another thread, which takes several times as long for short inputs.
 */
export function syncWebCrypto(): Crypto {
  const { crypto } = globalThis;
  const { subtle } = crypto;
  const own = {
    digest: async (algorithm: AlgorithmIdentifier, data: BufferSource) =>
      bufferOf(createHash(nameOf(algorithm)).update(viewOf(data)).digest()),

    async importKey(...all: Parameters<SubtleCrypto["importKey"]>) {
      const [format, data, algorithm] = all;
      if (format !== "raw" || !computedHere.has(nameOf(algorithm))) return subtle.importKey(...all);
      const hash = typeof algorithm === "object" && "hash" in algorithm ? nameOf(algorithm.hash) : "";
      return new SecretKey(Uint8Array.from(viewOf(data as BufferSource)), hash);
    },

    async sign(...all: Parameters<SubtleCrypto["sign"]>) {
      const [algorithm, key, data] = all;
      if (isOwn(key)) return bufferOf(hmac(key, data));
      if (nameOf(algorithm) !== "Ed25519") return subtle.sign(...all);
      return bufferOf(sign(null, viewOf(data), KeyObject.from(key)));
    },

    async verify(...all: Parameters<SubtleCrypto["verify"]>) {
      const [algorithm, key, signature, data] = all;
      if (isOwn(key)) return hmac(key, data).equals(viewOf(signature));
      if (nameOf(algorithm) !== "Ed25519") return subtle.verify(...all);
      return verify(null, viewOf(data), KeyObject.from(key), viewOf(signature));
    },

    async deriveBits(...all: Parameters<SubtleCrypto["deriveBits"]>) {
      const [algorithm, key, length] = all;
      if (nameOf(algorithm) === "X25519") {
        const { public: publicKey } = algorithm as EcdhKeyDeriveParams;
        return bufferOf(
          diffieHellman({ privateKey: KeyObject.from(key), publicKey: KeyObject.from(publicKey) }),
        );
      }
      if (!isOwn(key)) return subtle.deriveBits(...all);
      const { hash, salt, info } = algorithm as HkdfParams;
      return hkdfSync(nameOf(hash), key.bytes, viewOf(salt), viewOf(info), (length ?? 0) / 8);
    },

    async encrypt(...all: Parameters<SubtleCrypto["encrypt"]>) {
      const [algorithm, key, data] = all;
      if (!isOwn(key)) return subtle.encrypt(...all);
      const { iv, additionalData = new Uint8Array() } = algorithm as AesGcmParams;
      const cipher = createCipheriv(cipherOf(key), key.bytes, viewOf(iv)).setAAD(viewOf(additionalData));
      return bufferOf(Buffer.concat([cipher.update(viewOf(data)), cipher.final(), cipher.getAuthTag()]));
    },

    async decrypt(...all: Parameters<SubtleCrypto["decrypt"]>) {
      const [algorithm, key, data] = all;
      if (!isOwn(key)) return subtle.decrypt(...all);
      const { iv, additionalData = new Uint8Array() } = algorithm as AesGcmParams;
      const sealed = viewOf(data);
      const cipher = createDecipheriv(cipherOf(key), key.bytes, viewOf(iv))
        .setAAD(viewOf(additionalData))
        .setAuthTag(sealed.subarray(sealed.length - gcmTag));
      return bufferOf(Buffer.concat([cipher.update(sealed.subarray(0, -gcmTag)), cipher.final()]));
    },
  };
  const replaced = new Proxy(subtle, {
    get: (target, name: keyof SubtleCrypto) =>
      name in own ? own[name as keyof typeof own] : target[name]?.bind(target),
  });
  return new Proxy(crypto, {
    get(target, name: keyof Crypto) {
      if (name === "subtle") return replaced;
      const value = target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function isOwn(key: unknown): key is SecretKey {
  return key instanceof SecretKey;
}

function hmac({ hash, bytes }: SecretKey, data: BufferSource): Buffer {
  return createHmac(hash, bytes).update(viewOf(data)).digest();
}

function cipherOf({ bytes }: SecretKey): "aes-128-gcm" | "aes-256-gcm" {
  return bytes.length === 16 ? "aes-128-gcm" : "aes-256-gcm";
}

function nameOf(algorithm: AlgorithmIdentifier): string {
  return typeof algorithm === "string" ? algorithm : algorithm.name;
}

function viewOf(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
