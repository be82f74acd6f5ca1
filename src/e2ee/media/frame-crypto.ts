import { SoraE2EEError } from "../../errors.ts";
import { connectionIdBytes } from "../../protocol/connection-id.ts";
import {
  type FrameHeader,
  frameHeaderLength,
  parseFrameHeader,
  writeFrameHeader,
} from "../../protocol/frame-header.ts";

const secretKeyMaterialLength = 32;
/** Maximum number of frames for one key (docs/protocol.md#6-frames). */
export const framesPerKey = 2 ** 32;
const tagLength = 16;

const encoder = new TextEncoder();
const salt = encoder.encode("SFrame10");
const keyInfo = encoder.encode("key");
const saltInfo = encoder.encode("salt");

/** The keys of one key id for sealing and opening. They cannot be exported. */
export interface FrameKey {
  readonly keyId: number;
  readonly key: CryptoKey;
  readonly writeIv: Uint8Array<ArrayBuffer>;
  /** The material itself, which is only used to derive other keys, such as those of an app's messages. */
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
 * The frame key (16 bytes) and write IV (12 bytes) that are derived from a secret key material
 * (docs/protocol.md#4-key-schedule).
 * @throws SoraE2EEError `invalid-options` when the material is not 32 bytes.
 */
export async function deriveFrameSecrets(
  secretKeyMaterial: Uint8Array,
): Promise<{ key: Uint8Array; writeIv: Uint8Array }> {
  const [key, writeIv] = await deriveBits(await importMaterial(secretKeyMaterial));
  return { key: new Uint8Array(key), writeIv: new Uint8Array(writeIv) };
}

/** The same values, with the key inside WebCrypto for one purpose. The caller must wipe the material. */
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

/**
 * Buffers that each call fills again, because WebCrypto copies the IV, the associated data and the text
 * before a call returns. One set serves all calls of an owner.
 */
export class ScratchBuffers {
  readonly iv = new Uint8Array(12);
  readonly #bytes = new ArrayBuffer(256);
  readonly #views: Uint8Array<ArrayBuffer>[] = [];

  /** A buffer of this length with any contents. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#bytes.byteLength) return new Uint8Array(length);
    this.#views[length] ??= new Uint8Array(this.#bytes, 0, length);
    return this.#views[length];
  }
}

/** IV = write IV XOR (8 zero bytes ‖ counter u32), docs/protocol.md#6-frames. */
function writeIvFor(counter: number, writeIv: Uint8Array, iv: Uint8Array): void {
  iv.set(writeIv);
  iv[8] = (iv[8] as number) ^ (counter >>> 24);
  iv[9] = (iv[9] as number) ^ ((counter >>> 16) & 0xff);
  iv[10] = (iv[10] as number) ^ ((counter >>> 8) & 0xff);
  iv[11] = (iv[11] as number) ^ (counter & 0xff);
}

// Promise chains instead of async functions, because this runs for every frame and each layer has a cost.

/**
 * Seals into one new buffer: clear ‖ header ‖ ciphertext ‖ tag. A counter must never be used twice with one
 * key.
 */
export function sealWith(
  key: FrameKey,
  connectionId: Uint8Array,
  counter: number,
  clear: number,
  plain: Uint8Array<ArrayBuffer>,
  scratch: ScratchBuffers,
): Promise<Uint8Array<ArrayBuffer>> {
  const bodyAt = clear + frameHeaderLength(key.keyId, counter);
  const writeHead = (target: Uint8Array): void => {
    for (let i = 0; i < clear; i++) target[i] = plain[i] as number;
    writeFrameHeader(target, clear, key.keyId, counter, connectionId);
  };
  const additionalData = scratch.bytes(bodyAt);
  writeHead(additionalData);
  const { iv } = scratch;
  writeIvFor(counter, key.writeIv, iv);
  const algorithm = { name: "AES-GCM", iv, additionalData };
  return crypto.subtle.encrypt(algorithm, key.key, plain.subarray(clear)).then((body) => {
    const sealed = new Uint8Array(bodyAt + body.byteLength);
    writeHead(sealed);
    sealed.set(new Uint8Array(body), bodyAt);
    return sealed;
  });
}

/** Null without a well-formed header, or without room for a tag after it. */
export function parseSealed(sealed: Uint8Array, clear: number): FrameHeader | null {
  const header = parseFrameHeader(sealed, clear);
  return header !== null && sealed.length >= header.end + tagLength ? header : null;
}

/** Rejects when the tag does not verify. */
export function openWith(
  key: FrameKey,
  { counter, end }: FrameHeader,
  clear: number,
  sealed: Uint8Array<ArrayBuffer>,
  scratch: ScratchBuffers,
): Promise<Uint8Array<ArrayBuffer>> {
  const { iv } = scratch;
  writeIvFor(counter, key.writeIv, iv);
  const algorithm = { name: "AES-GCM", iv, additionalData: sealed.subarray(0, end) };
  return crypto.subtle.decrypt(algorithm, key.key, sealed.subarray(end)).then((body) => {
    if (clear === 0) return new Uint8Array(body);
    const plain = new Uint8Array(clear + body.byteLength);
    for (let i = 0; i < clear; i++) plain[i] = sealed[i] as number;
    plain.set(new Uint8Array(body), clear);
    return plain;
  });
}

export interface FrameSealerOptions {
  readonly connectionId: string;
  /** Called once, when all counters are used. */
  readonly onExhausted: () => void;
  readonly firstCounter?: number;
}

/**
 * Seals all frames of one connection, over all of its tracks: one counter, from 0, that never goes back, not even with
 * a new key (docs/protocol.md#6-frames).
 */
export class FrameSealer {
  readonly #connectionId: Uint8Array;
  readonly #onExhausted: () => void;
  readonly #scratch = new ScratchBuffers();
  #counter: number;
  #key: FrameKey | null = null;

  constructor(options: FrameSealerOptions) {
    this.#connectionId = connectionIdBytes(options.connectionId);
    this.#onExhausted = options.onExhausted;
    this.#counter = options.firstCounter ?? 0;
  }

  get keyId(): number | null {
    return this.#key?.keyId ?? null;
  }

  /** Null without a key, and then no frame may be sent. */
  setKey(key: FrameKey | null): void {
    this.#key = key;
  }

  /** Null when the frame must not be sent. Frames get their counters in the order of the calls. */
  seal(plain: Uint8Array<ArrayBuffer>, clear: number): Promise<Uint8Array<ArrayBuffer>> | null {
    const key = this.#key;
    if (key === null) return null;
    if (this.#counter >= framesPerKey) {
      this.#key = null;
      this.#onExhausted();
      return null;
    }
    return sealWith(key, this.#connectionId, this.#counter++, clear, plain, this.#scratch);
  }
}
