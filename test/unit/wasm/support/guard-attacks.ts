import { beforeEach, describe, expect, test } from "vitest";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import { forgeCipher, forgePreKey, keyOf, lowOrderKeys, randomPoint, tamper } from "./forge.ts";
import { type CreatePeer, type GuardedPeer, join, materials, next, open, refused } from "./peers.ts";

/** What must never reach the wasm, or leave it: keys are at stake. */
export function describeAttacks(createPeer: CreatePeer): void {
  let alice: GuardedPeer;
  let bob: GuardedPeer;
  let carol: GuardedPeer;

  beforeEach(async () => {
    [alice, bob, carol] = await Promise.all([createPeer("ALICE"), createPeer("BOB"), createPeer("CAROL")]);
  });

  describe("a missing chain key counts as an empty one", () => {
    test("a forged reply to an initiator is refused, and the genuine one still opens", async () => {
      const reply = await open(alice, carol);
      for (const count of [0, 1, 10]) {
        const header = { ratchetKey: keyOf(carol, "signedPreKey"), previousCount: 0, count };
        const forged = forgeCipher(carol, alice, header);
        await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
      }
      expect(Object.keys(await materials(alice, reply))).toEqual([carol.id]);
    });

    test("also later, when a reply has come", async () => {
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

  describe("keys of low order", () => {
    test("a joiner refuses them as ratchet keys, sends nothing, and the genuine messages still open", async () => {
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

    test("an initiator refuses them as ratchet keys", async () => {
      const reply = await open(alice, carol);
      for (const ratchetKey of lowOrderKeys) {
        const forged = forgeCipher(carol, alice, { ratchetKey, previousCount: 0, count: 0 });
        await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("invalid-message"));
      }
      expect(Object.keys(await materials(alice, reply))).toEqual([carol.id]);
    });

    test("they are refused as ephemeral keys when the pre-key message arrives", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      for (const key of lowOrderKeys) {
        const forged = forgePreKey(alice, carol, key);
        await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("invalid-message"));
      }
    });
  });

  describe("a responder without a send chain", () => {
    const leave = async (gone: GuardedPeer) => (await carol.engine.stopSession(gone.id)).messages;

    test("sends nothing to a peer of whom only a pre-key message came", async () => {
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

  test("a message for another peer, or from ourselves, is refused and blocks nothing", async () => {
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

  test("trailing bytes, other lengths and other types are refused", async () => {
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
    test("that was forged does not block the genuine one", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      await carol.engine.receiveMessage(forgePreKey(alice, carol));
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      expect(Object.keys(await materials(carol, cipher!))).toEqual([alice.id]);
    });

    test("with another identity key is refused", async () => {
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

    test("that waits for its cipher message survives a join in between: the reply comes all the same", async () => {
      await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      const { remoteSecretKeyMaterials } = await carol.engine.startSession(bob.id, bob.bundle);
      expect(remoteSecretKeyMaterials).toEqual({});
      expect((await carol.engine.receiveMessage(cipher!)).messages).toHaveLength(1);
    });
  });
}
