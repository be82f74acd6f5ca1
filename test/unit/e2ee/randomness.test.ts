import { describe, expect, test, vi } from "vitest";
import type { X25519, X25519KeyPair } from "../../../src/e2ee/agreement/crypto/curves.ts";
import { nativeX25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { createRandomness } from "../../../src/e2ee/agreement/double-ratchet/randomness.ts";
import { createSerialQueue } from "../../../src/e2ee/agreement/serial-queue.ts";
import { failsWith } from "./support/attacks.ts";

/** Curves that number the pairs they make. */
function countingCurve() {
  const taken: Uint8Array[] = [];
  let made = 0;
  const pair = (publicKey: number): X25519KeyPair => ({
    publicKey: Uint8Array.of(publicKey),
    agree: async () => new Uint8Array(32),
    wipe: () => undefined,
  });
  const generate = vi.fn(async () => pair(made++));
  const fromPrivate = vi.fn(async (privateKey: Uint8Array) => {
    taken.push(privateKey);
    return pair(privateKey[0] as number);
  });
  const x25519: X25519 = { generate, fromPrivate };
  return { x25519, generate, fromPrivate, taken };
}

describe("randomness of the browser", () => {
  test("gives 32 fresh bytes for each secret", () => {
    const randomness = createRandomness(nativeX25519, undefined);
    const [a, b] = [randomness.bytes(), randomness.bytes()];
    expect([a.length, b.length]).toEqual([32, 32]);
    expect(a).not.toEqual(b);
    expect(a.some((byte) => byte !== 0)).toBe(true);
  });

  test("prepares two pairs, returns them in order and each once, and makes more on request", async () => {
    const { x25519, generate } = countingCurve();
    const randomness = createRandomness(x25519, undefined);
    expect(generate).not.toHaveBeenCalled();
    randomness.prepare();
    randomness.prepare();
    expect(generate).toHaveBeenCalledTimes(2);
    const pairs = [await randomness.pair(), await randomness.pair(), await randomness.pair()];
    expect(pairs.map(({ publicKey }) => publicKey[0])).toEqual([0, 1, 2]);
    randomness.prepare();
    expect(generate).toHaveBeenCalledTimes(5);
  });

  test("reports a failed pair only to the caller that takes it", async () => {
    const { x25519, generate } = countingCurve();
    generate.mockRejectedValueOnce(new Error("no"));
    const randomness = createRandomness(x25519, undefined);
    randomness.prepare();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(randomness.pair()).rejects.toThrow("no");
    expect((await randomness.pair()).publicKey).toEqual(Uint8Array.of(0));
  });
});

describe("randomness from a callback", () => {
  test("is requested only when it is needed, 32 bytes for each secret", async () => {
    const { x25519, generate } = countingCurve();
    let next = 1;
    const randomBytes = vi.fn((length: number) => new Uint8Array(length).fill(next++));
    const randomness = createRandomness(x25519, randomBytes);
    randomness.prepare();
    expect(randomBytes).not.toHaveBeenCalled();
    expect(randomness.bytes()).toEqual(new Uint8Array(32).fill(1));
    expect((await randomness.pair()).publicKey).toEqual(Uint8Array.of(2));
    expect(randomBytes.mock.calls).toEqual([[32], [32]]);
    expect(generate).not.toHaveBeenCalled();
  });

  test("is copied, and the copy of a private key is cleared after the pair is made or refused", async () => {
    const { x25519, fromPrivate, taken } = countingCurve();
    const drawn = new Uint8Array(32).fill(7);
    const randomness = createRandomness(x25519, () => drawn);
    expect(randomness.bytes()).not.toBe(drawn);
    await randomness.pair();
    fromPrivate.mockImplementationOnce(async (privateKey) => {
      taken.push(privateKey);
      throw new Error("no");
    });
    await expect(randomness.pair()).rejects.toThrow("no");
    expect(taken).toHaveLength(2);
    for (const privateKey of taken) expect(privateKey).toEqual(new Uint8Array(32));
    expect(drawn).toEqual(new Uint8Array(32).fill(7));
  });

  test.each([
    ["too few bytes", () => new Uint8Array(31)],
    ["too many bytes", () => new Uint8Array(33)],
    ["numbers in a list", () => Array.from({ length: 32 }, () => 1)],
    ["another kind of bytes", () => new Int8Array(32)],
    ["nothing", () => undefined],
  ])("is refused when it is %s", async (_what, randomBytes) => {
    const randomness = createRandomness(nativeX25519, randomBytes as () => Uint8Array);
    expect(() => randomness.bytes()).toThrow(failsWith("invalid-options"));
    await expect(randomness.pair()).rejects.toEqual(failsWith("invalid-options"));
  });

  test("causes a typed error with the thrown value as the cause when the callback throws", () => {
    const cause = new Error("empty");
    const randomness = createRandomness(nativeX25519, () => {
      throw cause;
    });
    expect(() => randomness.bytes()).toThrow(expect.objectContaining({ code: "invalid-options", cause }));
  });
});

describe("a serial queue", () => {
  test("runs each task to its end before the next one, also after a failure", async () => {
    const enqueue = createSerialQueue();
    const order: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([
      enqueue(task("first")),
      enqueue(task("second", true)),
      enqueue(task("third")),
    ]);
    expect(order).toEqual([
      "first begins",
      "first ends",
      "second begins",
      "second ends",
      "third begins",
      "third ends",
    ]);
    expect(results).toMatchObject([
      { status: "fulfilled", value: "first" },
      { status: "rejected", reason: { message: "second" } },
      { status: "fulfilled", value: "third" },
    ]);
  });
});
