import { afterEach, describe, expect, test, vi } from "vitest";
import {
  hasNativeEd25519,
  hasNativeX25519,
  nativeEd25519,
  nativeX25519,
} from "../../../src/e2ee/agreement/crypto/native.ts";
import { createNobleCurves } from "../../../src/e2ee/agreement/crypto/noble.ts";
import { assertNotZero } from "../../../src/e2ee/agreement/crypto/public-keys.ts";
import { selectCurves } from "../../../src/e2ee/agreement/crypto/select.ts";
import { failsWith } from "./support/attacks.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const random = (): Bytes => crypto.getRandomValues(new Uint8Array(32));
const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

/** A browser whose WebCrypto does not know this curve. */
function without(...curves: readonly string[]): void {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (
    ...given: unknown[]
  ) => Promise<CryptoKey>;
  vi.spyOn(crypto.subtle, "importKey").mockImplementation((...given: unknown[]) => {
    if (curves.includes(given[2] as string))
      return Promise.reject(new DOMException("no", "NotSupportedError"));
    return importKey(...given);
  });
}

afterEach(() => void vi.restoreAllMocks());

describe("the curves that are selected", () => {
  test("are the browser's own when it supports them", async () => {
    expect(await selectCurves()).toEqual({ x25519: nativeX25519, ed25519: nativeEd25519 });
  });

  test.each([
    ["X25519", false, true],
    ["Ed25519", true, false],
  ])("are JavaScript ones for %s only, when the browser lacks that curve", async (curve, agrees, signs) => {
    without(curve);
    expect([await hasNativeX25519(), await hasNativeEd25519()]).toEqual([agrees, signs]);
    const { x25519, ed25519 } = await selectCurves();
    expect([x25519 === nativeX25519, ed25519 === nativeEd25519]).toEqual([agrees, signs]);
    const [a, b] = [await x25519.generate(), await x25519.fromPrivate(random())];
    expect(await a.agree(b.publicKey)).toEqual(await b.agree(a.publicKey));
    const signer = await ed25519.signer(random());
    const message = random();
    expect(await ed25519.verify(signer.publicKey, await signer.sign(message), message)).toBe(true);
  });

  test("are JavaScript ones when the browser returns a signature or public key of a wrong length", async () => {
    vi.spyOn(crypto.subtle, "sign").mockResolvedValue(new ArrayBuffer(63));
    expect(await hasNativeEd25519()).toBe(false);
    vi.restoreAllMocks();
    vi.spyOn(crypto.subtle, "exportKey").mockResolvedValue({ x: btoa("x".repeat(31)) } as never);
    expect(await hasNativeEd25519()).toBe(false);
  });
});

describe("an agreed secret", () => {
  test("is refused when it is all zero, also when the browser does not refuse it", async () => {
    const pair = await nativeX25519.generate();
    const other = await nativeX25519.generate();
    vi.spyOn(crypto.subtle, "deriveBits").mockResolvedValue(new ArrayBuffer(32));
    await expect(pair.agree(other.publicKey)).rejects.toEqual(failsWith("invalid-message"));
  });

  test("is refused only when all of its bytes are zero", () => {
    expect(() => assertNotZero(new Uint8Array(32))).toThrow(failsWith("invalid-message"));
    for (let index = 0; index < 32; index++) {
      const secret = new Uint8Array(32);
      secret[index] = 1;
      expect(() => assertNotZero(secret)).not.toThrow();
    }
  });
});

describe("a private key", () => {
  test("leaves no copy in memory after WebCrypto has imported it", async () => {
    const given: Uint8Array[] = [];
    const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (
      ...all: unknown[]
    ) => Promise<CryptoKey>;
    vi.spyOn(crypto.subtle, "importKey").mockImplementation((...all: unknown[]) => {
      if (all[0] === "pkcs8") given.push(all[1] as Uint8Array);
      return importKey(...all);
    });
    const privateKey = random();
    await nativeX25519.fromPrivate(privateKey);
    await nativeEd25519.signer(privateKey);
    expect(given).toHaveLength(3);
    expect(given.every(isZero)).toBe(true);
    expect(isZero(privateKey)).toBe(false);
  });

  test("of the JavaScript curves is a copy, and can be cleared", async () => {
    const { x25519, ed25519 } = createNobleCurves();
    const seed = random();
    const [pair, generated, signer] = [
      await x25519.fromPrivate(seed),
      await x25519.generate(),
      await ed25519.signer(seed),
    ];
    const other = await x25519.generate();
    const message = random();
    const [secret, of, signature] = [
      await pair.agree(other.publicKey),
      await generated.agree(other.publicKey),
      await signer.sign(message),
    ];
    seed.fill(1);
    expect(await pair.agree(other.publicKey)).toEqual(secret);
    expect(await signer.sign(message)).toEqual(signature);
    pair.wipe();
    generated.wipe();
    signer.wipe();
    expect(await pair.agree(other.publicKey)).not.toEqual(secret);
    expect(await generated.agree(other.publicKey)).not.toEqual(of);
    expect(await signer.sign(message)).not.toEqual(signature);
  });

  test("is random for each pair", async () => {
    for (const { x25519 } of [createNobleCurves(), { x25519: nativeX25519 }]) {
      const [a, b] = [await x25519.generate(), await x25519.generate()];
      expect(a.publicKey).not.toEqual(b.publicKey);
      expect(a.publicKey).toHaveLength(32);
    }
  });
});

describe("a signature", () => {
  test("of the JavaScript curves is refused with a malformed key or signature", async () => {
    const { ed25519 } = createNobleCurves();
    const signer = await ed25519.signer(random());
    const message = random();
    const signature = await signer.sign(message);
    for (const [key, of] of [
      [new Uint8Array(31), signature],
      [new Uint8Array(32).fill(255), signature],
      [signer.publicKey, signature.slice(1)],
      [signer.publicKey, new Uint8Array(64).fill(255)],
    ] as const) {
      expect(await ed25519.verify(key, of, message)).toBe(false);
      expect(await nativeEd25519.verify(key, of, message)).toBe(false);
    }
    expect(await ed25519.verify(signer.publicKey, signature, message)).toBe(true);
    expect(await nativeEd25519.verify(signer.publicKey, signature, message)).toBe(true);
  });
});
