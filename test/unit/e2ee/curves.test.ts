import { ED25519_TORSION_SUBGROUP, ed25519, x25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { createCooperativeScheduler } from "../../../src/e2ee/agreement/crypto/cooperative-scheduler.ts";
import { edwardsToMontgomery, isLowOrder } from "../../../src/e2ee/agreement/crypto/public-keys.ts";
import { fromHex } from "./support/bytes.ts";
import { backEnds } from "./support/vectors.ts";

const random = () => crypto.getRandomValues(new Uint8Array(32));

describe.each(backEnds)("%s", (_, loadCurves) => {
  test("both sides derive the same secret, with key pairs from either implementation", async () => {
    const curves = await loadCurves();
    const a = await curves.x25519.generate();
    const privateKey = random();
    const b = await curves.x25519.fromPrivate(privateKey);
    const secret = await a.agree(b.publicKey);
    expect(await b.agree(a.publicKey)).toEqual(secret);
    expect(Uint8Array.from(x25519.getSharedSecret(privateKey, a.publicKey))).toEqual(secret);
    expect(Uint8Array.from(x25519.getPublicKey(privateKey))).toEqual(b.publicKey);
  });

  test("an all-zero secret is refused", async () => {
    const { x25519 } = await loadCurves();
    const pair = await x25519.generate();
    await expect(pair.agree(new Uint8Array(32))).rejects.toMatchObject({ code: "invalid-message" });
  });

  test("a signature is valid only for its message and key", async () => {
    const curves = await loadCurves();
    const seed = random();
    const message = random();
    const { publicKey, sign } = await curves.ed25519.signer(seed);
    const signature = await sign(message);
    expect(publicKey).toEqual(Uint8Array.from(ed25519.getPublicKey(seed)));
    expect(signature).toEqual(Uint8Array.from(ed25519.sign(message, seed)));
    expect(await curves.ed25519.verify(publicKey, signature, message)).toBe(true);
    expect(await curves.ed25519.verify(publicKey, signature, random())).toBe(false);
    expect(await curves.ed25519.verify(random(), signature, message)).toBe(false);
    expect(await curves.ed25519.verify(publicKey, new Uint8Array(64), message)).toBe(false);
  });
});

test("the conversion of an identity key equals that of the curve library", () => {
  for (let i = 0; i < 50; i++) {
    const publicKey = ed25519.getPublicKey(random());
    expect(edwardsToMontgomery(publicKey)).toEqual(Uint8Array.from(ed25519.utils.toMontgomery(publicKey)));
  }
});

test("every Ed25519 point of small order maps to a refused X25519 key", () => {
  for (const point of ED25519_TORSION_SUBGROUP)
    expect(isLowOrder(edwardsToMontgomery(fromHex(point)))).toBe(true);
});

test("ordinary keys are not refused", () => {
  for (let i = 0; i < 50; i++) expect(isLowOrder(x25519.getPublicKey(random()))).toBe(false);
});

test("the cooperative scheduler lets other tasks run between two operations", async () => {
  const run = createCooperativeScheduler(1);
  const order: string[] = [];
  const busy = (name: string) => () => {
    // Blocks the thread for two milliseconds.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    order.push(name);
  };
  const pieces = Promise.all([run(busy("a")), run(busy("b")), run(busy("c"))]);
  await new Promise((resolve) => setTimeout(resolve));
  order.push("other");
  await pieces;
  expect(order.indexOf("other")).toBeLessThan(order.indexOf("c"));
});
