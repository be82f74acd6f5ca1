import { beforeEach, describe, expect, test } from "vitest";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import { forgeCipher, forgePreKey, keyOf, lowOrderKeys, randomPoint, tamper } from "./forge.ts";
import { type CreatePeer, type GuardedPeer, join, materials, next, open, refused } from "./peers.ts";

/** Attacks on keys, which must not reach the wasm or leave it. */
export function describeAttacks(createPeer: CreatePeer): void {
  let alice: GuardedPeer;
  let bob: GuardedPeer;
  let carol: GuardedPeer;

  beforeEach(async () => {
    [alice, bob, carol] = await Promise.all([createPeer("ALICE"), createPeer("BOB"), createPeer("CAROL")]);
  });

  describe("a session without a chain key", () => {
    test("refuses a forged reply to its initiator, and still accepts the genuine one", async () => {
      const reply = await open(alice, carol);
      for (const count of [0, 1, 10]) {
        const header = { ratchetKey: keyOf(carol, "signedPreKey"), previousCount: 0, count };
        const forged = forgeCipher(carol, alice, header);
        await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
      }
      expect(Object.keys(await materials(alice, reply))).toEqual([carol.id]);
    });

    test("refuses a forged reply also after a genuine reply has arrived", async () => {
      await join(alice, carol);
      const header = { ratchetKey: keyOf(carol, "signedPreKey"), previousCount: 0, count: 0 };
      await expect(alice.engine.receiveMessage(forgeCipher(carol, alice, header))).rejects.toEqual(
        refused("authentication-failed"),
      );
      await join(carol, bob);
      const { messages } = await carol.engine.renew();
      const toAlice = messages.find((bytes) => parseKeyMessage(bytes).destination === alice.id);
      expect(Object.keys(await materials(alice, toAlice!))).toEqual([carol.id]);
    });
  });

  describe("public keys of low order", () => {
    test("are refused as ratchet keys by a joiner, which sends nothing and still accepts the genuine messages", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(forgePreKey(alice, carol));
      for (const ratchetKey of lowOrderKeys) {
        const header = { ratchetKey, previousCount: 0, count: 0 };
        const forged = forgeCipher(alice, carol, header, "sender");
        await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("invalid-message"));
      }
      await carol.engine.receiveMessage(preKey!);
      expect(Object.keys(await materials(carol, cipher!))).toEqual([alice.id]);
    });

    test("are refused as ratchet keys by an initiator", async () => {
      const reply = await open(alice, carol);
      for (const ratchetKey of lowOrderKeys) {
        const forged = forgeCipher(carol, alice, { ratchetKey, previousCount: 0, count: 0 });
        await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("invalid-message"));
      }
      expect(Object.keys(await materials(alice, reply))).toEqual([carol.id]);
    });

    test("are refused as ephemeral keys when the pre-key message arrives", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      for (const key of lowOrderKeys) {
        const forged = forgePreKey(alice, carol, key);
        await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("invalid-message"));
      }
    });
  });

  describe("a responder without a send chain", () => {
    const leave = async (gone: GuardedPeer) => (await carol.engine.stopSession(gone.id)).messages;

    test("sends nothing to a peer from which only a pre-key message arrived", async () => {
      await join(bob, carol);
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      expect(await leave(bob)).toEqual([]);
      const { messages } = await carol.engine.receiveMessage(cipher!);
      expect(Object.keys(await materials(alice, messages[0]!))).toEqual([carol.id]);
    });

    test("sends nothing to a peer whose first cipher message was not authentic", async () => {
      await join(bob, carol);
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      await expect(carol.engine.receiveMessage(tamper(cipher!))).rejects.toEqual(
        refused("authentication-failed"),
      );
      expect(await leave(bob)).toEqual([]);
    });

    test("refuses a first cipher message that no initiator sends", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      const header = { ratchetKey: randomPoint(), previousCount: 1, count: 0 };
      await expect(carol.engine.receiveMessage(forgeCipher(alice, carol, header))).rejects.toEqual(
        refused("too-many-skipped"),
      );
      expect(Object.keys(await materials(carol, cipher!))).toEqual([alice.id]);
    });
  });

  test("refuses a message for another peer or from ourselves, and later messages are not blocked", async () => {
    await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
    await alice.engine.addPreKeyBundle(carol.id, carol.bundle);
    const strange = [forgePreKey(alice, bob), forgePreKey(carol, carol), forgePreKey(carol, alice)];
    for (const message of strange) {
      await expect(carol.engine.receiveMessage(message)).rejects.toEqual(refused("invalid-message"));
    }
    await expect(carol.engine.receiveMessage(forgePreKey(bob, carol))).rejects.toEqual(
      refused("unknown-peer"),
    );
    const header = { ratchetKey: randomPoint(), previousCount: 0, count: 0 };
    await expect(carol.engine.receiveMessage(forgeCipher(alice, carol, header))).rejects.toEqual(
      refused("authentication-failed"),
    );
  });

  test("refuses trailing bytes, other lengths and other types", async () => {
    await join(alice, bob);
    const { message } = await next(alice);
    for (const bytes of [
      Uint8Array.of(...message, 0),
      message.slice(0, -1),
      new Uint8Array(0),
      message.map((byte, index) => (index === 0 ? 2 : byte)),
      message.map((byte, index) => (index === 3 ? 51 : byte)),
    ]) {
      await expect(bob.engine.receiveMessage(bytes)).rejects.toEqual(refused("invalid-message"));
    }
    await materials(bob, message);
  });

  describe("a pre-key message", () => {
    test("that is forged does not block the genuine one", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      await carol.engine.receiveMessage(forgePreKey(alice, carol));
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      expect(Object.keys(await materials(carol, cipher!))).toEqual([alice.id]);
    });

    test("is refused when it has another identity key", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const forged = forgePreKey({ id: alice.id, bundle: bob.bundle }, carol);
      await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
    });

    test("never replaces a session, at either end", async () => {
      await join(alice, carol);
      await expect(carol.engine.receiveMessage(forgePreKey(alice, carol))).rejects.toEqual(
        refused("session-exists"),
      );
      await expect(alice.engine.receiveMessage(forgePreKey(carol, alice))).rejects.toEqual(
        refused("session-exists"),
      );
      await materials(carol, (await next(alice)).message);
    });

    test("stays pending when a peer joins before its cipher message, and is still answered", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      const { remoteSecretKeyMaterials } = await carol.engine.startSession(bob.id, bob.bundle);
      expect(remoteSecretKeyMaterials).toEqual({});
      expect((await carol.engine.receiveMessage(cipher!)).messages).toHaveLength(1);
    });
  });
}
