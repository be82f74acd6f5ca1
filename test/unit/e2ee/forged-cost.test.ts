import { x25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { forgedHandshake, ratchetKeyOffset, withCounts, withKey } from "./support/attacks.ts";
import { type CountedParty, createCountedParty, noOperations } from "./support/counting.ts";
import { announcement, changed, createParty, join, meet, type Party } from "./support/party.ts";

const ratchetKey = (secret: number) => x25519.getPublicKey(new Uint8Array(32).fill(secret));
/** The last message that a chain may skip to. */
const farthest = 10;

/** Ann and Ben have a session. Ben is the one whose work is counted. */
async function confirmed() {
  const [ann, ben] = [await createParty("ann"), await createCountedParty("ben")];
  await meet(ann, ben);
  return { ann, ben };
}

/** Ben has this many handshakes in Ann's name, and no cipher message yet. */
async function candidates(handshakes: number) {
  const [ann, ben] = [await createParty("ann"), await createCountedParty("ben")];
  const [handshake, cipher] = await join(ann, ben);
  for (let i = 1; i <= handshakes; i++) await ben.engine.receiveMessage(forgedHandshake(handshake, i));
  return { ann, ben, handshake, cipher };
}

async function costOf(ben: CountedParty, message: Uint8Array) {
  return ben.cost(() => ben.engine.receiveMessage(message));
}

/** A cipher message that Ann really sent to Ben, with another ratchet key and other counts. */
async function forgedCipher(ann: Party, ben: Party, secret: number, count: number) {
  const genuine = await announcement(ann, ben);
  return withCounts(withKey(genuine, ratchetKeyOffset, ratchetKey(secret)), 1, count);
}

describe("a forged message in an established session", () => {
  test("with a new ratchet key costs one key agreement and one tag check, and makes no key pair", async () => {
    const { ann, ben } = await confirmed();
    const cost = await costOf(ben, await forgedCipher(ann, ben, 7, 0));
    expect(cost).toEqual({ ...noOperations, agreements: 1, hkdf: 2, hmac: 1, aes: 1 });
  });

  test("that skips the maximum number of messages costs one more HMAC for each skipped message", async () => {
    const { ann, ben } = await confirmed();
    const cost = await costOf(ben, await forgedCipher(ann, ben, 7, farthest));
    expect(cost).toEqual({ ...noOperations, agreements: 1, hkdf: 2, hmac: farthest + 1, aes: 1 });
  });

  test("in the current chain costs no key agreement", async () => {
    const { ann, ben } = await confirmed();
    await ben.engine.receiveMessage(await announcement(ann, ben));
    const cost = await costOf(ben, changed(await announcement(ann, ben), 147));
    expect(cost.keyPairs + cost.agreements).toBe(0);
    expect(cost).toMatchObject({ hkdf: 1, hmac: 1, aes: 1 });
  });

  test.each([
    ["comes a second time", 0, 0],
    ["skips too many", 0, 12],
    ["skips too many of a new chain", 0, 11],
    ["names a shorter chain than the one that was received", 0, 0],
    ["names a longer chain than can have been lost", 12, 0],
  ])("that %s costs no cryptography", async (name, previousCount, count) => {
    const { ann, ben } = await confirmed();
    const genuine = await announcement(ann, ben);
    await ben.engine.receiveMessage(genuine);
    const isOfNewChain = name.includes("chain");
    const message = isOfNewChain ? withKey(genuine, ratchetKeyOffset, ratchetKey(7)) : genuine;
    expect(await costOf(ben, withCounts(message, previousCount, count))).toEqual(noOperations);
  });

  test("that is a handshake costs no cryptography", async () => {
    const [ann, ben] = [await createParty("ann"), await createCountedParty("ben")];
    const [handshake, cipher] = await join(ann, ben);
    for (const message of [handshake, cipher]) await ben.engine.receiveMessage(message);
    expect(await costOf(ben, forgedHandshake(handshake, 7))).toEqual(noOperations);
  });
});

describe("before a session is established", () => {
  test("a forged handshake costs no cryptography", async () => {
    const { ben, handshake } = await candidates(0);
    const cost = await ben.cost(async () => {
      for (let i = 1; i <= 100; i++) await ben.engine.receiveMessage(forgedHandshake(handshake, i));
    });
    expect(cost).toEqual(noOperations);
  });

  test("a forged cipher message is tried on at most 8 handshakes", async () => {
    const { ben, cipher } = await candidates(50);
    const forged = withCounts(withKey(cipher, ratchetKeyOffset, ratchetKey(7)), 0, farthest);
    const { keyPairs, agreements, hkdf, hmac, aes } = await costOf(ben, forged);
    expect(keyPairs).toBe(0);
    // Three key agreements, once, for each handshake, and one for the message.
    expect(agreements).toBe(8 * 3 + 1);
    expect(hkdf).toBe(8 * 3);
    expect(hmac).toBe(8 * (farthest + 1));
    expect(aes).toBe(8);
  });

  test("the next forged cipher message costs one key agreement", async () => {
    const { ben, cipher } = await candidates(50);
    const forged = (secret: number) => withKey(cipher, ratchetKeyOffset, ratchetKey(secret));
    await costOf(ben, forged(7));
    const { keyPairs, agreements, aes } = await costOf(ben, forged(8));
    expect([keyPairs, agreements, aes]).toEqual([0, 1, 8]);
  });

  test("a cipher message that cannot be the first one of a session is not tried", async () => {
    const { ben, cipher } = await candidates(8);
    for (const [previousCount, count] of [
      [1, 0],
      [0, 11],
    ] as const) {
      const forged = withCounts(withKey(cipher, ratchetKeyOffset, ratchetKey(7)), previousCount, count);
      expect(await costOf(ben, forged)).toEqual(noOperations);
    }
  });

  test("a genuine handshake among forged ones still opens the session", async () => {
    const { ann, ben, handshake, cipher } = await candidates(7);
    await ben.engine.receiveMessage(handshake);
    await costOf(ben, withKey(cipher, ratchetKeyOffset, ratchetKey(7)));
    const heard = await ben.engine.receiveMessage(cipher);
    expect(Object.keys(heard.remoteSecretKeyMaterials)).toEqual([ann.id]);
  });
});

test("a bundle with a wrong signature costs one verification, and makes no key pair", async () => {
  const [ann, ben] = [await createParty("ann"), await createCountedParty("ben")];
  const other = await createParty("other");
  const forged = { ...ann.bundle, preKeySignature: other.bundle.preKeySignature };
  const cost = await ben.cost(() => ben.engine.startSession(ann.id, forged));
  expect(cost).toEqual({ ...noOperations, verifications: 1 });
});
