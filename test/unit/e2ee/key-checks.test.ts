import { describe, expect, test } from "vitest";
import {
  ephemeralOffset,
  failsWith,
  lowOrderKeys,
  met,
  pair,
  ratchetKeyOffset,
  withKey,
} from "./support/attacks.ts";
import { fromHex } from "./support/bytes.ts";
import { announcement, at, changed, createParty, join, meet } from "./support/party.ts";

describe("a cipher message without a receive chain from a DH step", () => {
  test("is refused by an initiator under the key that it knows already, before any reply", async () => {
    const { alice, bob } = await pair();
    const [, cipher] = await join(alice, bob);
    const forged = withKey(cipher, ratchetKeyOffset, Buffer.from(bob.bundle.signedPreKey, "base64"));
    const swapped = Uint8Array.from(forged);
    swapped.set(forged.subarray(4, 30), 30);
    swapped.set(forged.subarray(30, 56), 4);
    await expect(alice.engine.receiveMessage(swapped)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("is refused before any handshake", async () => {
    const { alice, bob } = await pair();
    const [, cipher] = await join(alice, bob);
    await expect(bob.engine.receiveMessage(cipher)).rejects.toEqual(failsWith("authentication-failed"));
  });
});

describe.each(lowOrderKeys)("the low-order public key %s is refused", (hex) => {
  const key = fromHex(hex);

  test("as an ephemeral key, when the handshake arrives", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    const forged = withKey(preKey, ephemeralOffset, key);
    await expect(bob.engine.receiveMessage(forged)).rejects.toEqual(failsWith("invalid-message"));
    await bob.engine.receiveMessage(preKey);
    expect((await bob.engine.receiveMessage(cipher)).messages).toHaveLength(1);
  });

  test("as a ratchet key, by initiator and responder", async () => {
    const { alice, bob } = await met();
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const genuine = await announcement(from, to);
      const forged = withKey(genuine, ratchetKeyOffset, key);
      await expect(to.engine.receiveMessage(forged)).rejects.toEqual(failsWith("invalid-message"));
      await to.engine.receiveMessage(genuine);
    }
  });

  test("in a bundle, with and without a valid signature", async () => {
    const { alice, bob } = await pair();
    for (const field of ["identityKey", "signedPreKey"] as const) {
      const bundle = { ...bob.bundle, [field]: Buffer.from(key).toString("base64") };
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
    }
  });
});

test("an identity key whose X25519 form has low order is refused", async () => {
  const { alice, bob } = await pair();
  // y = -1, 0 and 1, and a point of order 8
  const identities = [
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  ];
  for (const identity of identities) {
    const bundle = { ...bob.bundle, identityKey: Buffer.from(identity, "hex").toString("base64") };
    await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
  }
});

describe("a message with a wrong source or destination", () => {
  test("is refused when it is addressed to another peer", async () => {
    const { alice, bob } = await pair();
    const carol = await createParty("carol");
    await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
    const [preKey, cipher] = await join(alice, bob);
    for (const message of [preKey, cipher]) {
      await expect(carol.engine.receiveMessage(message)).rejects.toEqual(failsWith("invalid-message"));
    }
    await meet(alice, await createParty("dave"));
    const [toCarol, cipherToCarol] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
    await carol.engine.receiveMessage(at([toCarol], 0) as Uint8Array);
    expect((await carol.engine.receiveMessage(cipherToCarol as Uint8Array)).messages).toHaveLength(1);
  });

  test("is refused when it is our own", async () => {
    const { alice, bob } = await met();
    const own = await announcement(alice, bob);
    const reflected = Uint8Array.from(own);
    reflected.set(own.subarray(4, 30), 30);
    await expect(alice.engine.receiveMessage(own)).rejects.toEqual(failsWith("invalid-message"));
    await expect(alice.engine.receiveMessage(reflected)).rejects.toEqual(failsWith("invalid-message"));
  });
});

describe("a message of a wrong length", () => {
  test("is refused, with trailing bytes, missing bytes or other stated lengths", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    for (const message of [preKey, cipher]) {
      for (const wrong of [
        new Uint8Array([...message, 0]),
        message.slice(0, -1),
        message.slice(0, 60),
        new Uint8Array(0),
        changed(message, 3),
        changed(message, 2),
        changed(message, 0, 2),
      ]) {
        await expect(bob.engine.receiveMessage(wrong)).rejects.toEqual(failsWith("invalid-message"));
      }
    }
  });

  test("the reserved byte is ignored", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    await bob.engine.receiveMessage(changed(preKey, 1, 0xff));
    expect((await bob.engine.receiveMessage(changed(cipher, 1, 0x42))).messages).toHaveLength(1);
  });
});

describe("lengths are checked before any cryptography", () => {
  test.each([0, 16, 31, 33, 64])(
    "an identity key of %i bytes is refused and the engine continues to work",
    async (size) => {
      const { alice, bob } = await pair();
      const bundle = { ...bob.bundle, identityKey: Buffer.alloc(size, 1).toString("base64") };
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await meet(alice, bob);
    },
  );
});
