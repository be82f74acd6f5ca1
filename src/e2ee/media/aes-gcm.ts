import type { FrameKey } from "./frame-keys.ts";

export const tagLength = 16;

/** IV = write IV XOR (8 zero bytes ‖ counter u32), docs/protocol.md#6-frames. */
function writeIvFor(counter: number, writeIv: Uint8Array, iv: Uint8Array): void {
  iv.set(writeIv);
  iv[8] = (iv[8] as number) ^ (counter >>> 24);
  iv[9] = (iv[9] as number) ^ ((counter >>> 16) & 0xff);
  iv[10] = (iv[10] as number) ^ ((counter >>> 8) & 0xff);
  iv[11] = (iv[11] as number) ^ (counter & 0xff);
}

/**
 * What every call needs anew and may lose at once: WebCrypto copies the IV, the associated data and the text before a
 * call returns. One serves all calls of an owner.
 */
export class Scratch {
  readonly iv = new Uint8Array(12);
  readonly #bytes = new ArrayBuffer(256);
  readonly #views: Uint8Array<ArrayBuffer>[] = [];

  /** So many bytes with anything in them. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#bytes.byteLength) return new Uint8Array(length);
    this.#views[length] ??= new Uint8Array(this.#bytes, 0, length);
    return this.#views[length];
  }
}

export function encryptFrame(
  key: FrameKey,
  counter: number,
  iv: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
  plain: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  writeIvFor(counter, key.writeIv, iv);
  return crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key.key, plain);
}

export function decryptFrame(
  key: FrameKey,
  counter: number,
  iv: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  writeIvFor(counter, key.writeIv, iv);
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key.key, sealed);
}
