import { beforeEach, describe, expect, test } from "vitest";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import { forgeCipher, randomPoint, tamper } from "./forge.ts";
import { type CreatePeer, type GuardedPeer, join, materials, next, open, refused } from "./peers.ts";

/** Attacks that desynchronize the wasm, and the order of messages. */
export function describeRatchet(createPeer: CreatePeer): void {
  let alice: GuardedPeer;
  let bob: GuardedPeer;
  let carol: GuardedPeer;

  beforeEach(async () => {
    [alice, bob, carol] = await Promise.all([createPeer("ALICE"), createPeer("BOB"), createPeer("CAROL")]);
  });

  describe("messages that could desynchronize the wasm", () => {
    test("any number of duplicates has no effect", async () => {
      const reply = await open(alice, bob);
      await materials(alice, reply);
      const first = await next(alice);
      await materials(bob, first.message);
      for (const message of [first.message, first.message]) {
        await expect(bob.engine.receiveMessage(message)).rejects.toEqual(refused("authentication-failed"));
      }
      await expect(alice.engine.receiveMessage(reply)).rejects.toEqual(refused("authentication-failed"));
      const second = await next(alice);
      expect(await materials(bob, second.message)).toEqual({ [alice.id]: second.material });
    });

    test("a tampered copy costs only the message that it copies", async () => {
      await join(alice, bob);
      const lost = await next(alice);
      const good = await next(alice);
      await expect(bob.engine.receiveMessage(tamper(lost.message))).rejects.toEqual(
        refused("authentication-failed"),
      );
      await expect(bob.engine.receiveMessage(lost.message)).rejects.toEqual(refused("authentication-failed"));
      expect(await materials(bob, good.message)).toEqual({ [alice.id]: good.material });
    });

    test("a ratchet key that the peer could not have made is refused", async () => {
      await join(alice, bob);
      const header = { ratchetKey: randomPoint(), previousCount: 1, count: 0 };
      // Bob has sent no answer since Alice's last step, so Alice has no reason for a new key before he sends
      // again
      await materials(bob, (await next(alice)).message);
      for (const from of [alice]) {
        await expect(bob.engine.receiveMessage(forgeCipher(from, bob, header))).rejects.toEqual(
          refused("authentication-failed"),
        );
      }
      const good = await next(alice);
      expect(await materials(bob, good.message)).toEqual({ [alice.id]: good.material });
    });

    test("values of N and PN beyond the limits are refused before the ratchet step", async () => {
      const reply = await open(alice, bob);
      const fresh = randomPoint();
      for (const [previousCount, count] of [
        [0, 11],
        [0, 0xffffffff],
        [11, 0],
        [0xffffffff, 0],
      ] as const) {
        const forged = forgeCipher(bob, alice, { ratchetKey: fresh, previousCount, count });
        await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("too-many-skipped"));
      }
      expect(Object.keys(await materials(alice, reply))).toEqual([bob.id]);
    });

    test("a ratchet step that leaves out messages already received is refused", async () => {
      await join(alice, bob);
      await materials(bob, (await next(alice)).message);
      await materials(bob, (await next(alice)).message);
      await materials(alice, (await next(bob)).message);
      const forged = forgeCipher(alice, bob, { ratchetKey: randomPoint(), previousCount: 1, count: 0 });
      await expect(bob.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
      const good = await next(alice);
      expect(await materials(bob, good.message)).toEqual({ [alice.id]: good.material });
    });

    test("our own ratchet key is refused when it is sent back", async () => {
      const reply = await open(alice, bob);
      const { messages } = await alice.engine.renew();
      const own = parseKeyMessage(messages[0]!);
      const header = own.kind === "cipher" ? own.header : null;
      const forged = forgeCipher(bob, alice, { ...header!, previousCount: 0, count: 0 });
      await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
      await materials(alice, reply);
    });

    test("ten missing messages are skipped, and eleven are refused", async () => {
      await join(alice, bob);
      const sent = [];
      for (let i = 0; i < 24; i++) sent.push(await next(alice));
      await materials(bob, sent[10]!.message);
      await expect(bob.engine.receiveMessage(sent[22]!.message)).rejects.toEqual(refused("too-many-skipped"));
      expect(await materials(bob, sent[21]!.message)).toEqual({ [alice.id]: sent[21]!.material });
    });

    test("a chain that its sender has closed stays closed", async () => {
      await join(alice, bob);
      const old = await next(alice);
      await materials(bob, old.message);
      await materials(alice, (await next(bob)).message);
      const newer = await next(alice);
      await materials(bob, newer.message);
      // Bob's answer gives Alice a reason for a new ratchet key. Her old key is not a new one.
      await materials(alice, (await next(bob)).message);
      for (const message of [old.message, tamper(old.message)]) {
        await expect(bob.engine.receiveMessage(message)).rejects.toEqual(refused("authentication-failed"));
      }
      const good = await next(alice);
      expect(await materials(bob, good.message)).toEqual({ [alice.id]: good.material });
    });
  });

  test("a forged message at the next position ends that peer's session, but not the call", async () => {
    const reply = await open(alice, bob);
    const forged = forgeCipher(bob, alice, { ratchetKey: randomPoint(), previousCount: 0, count: 0 });
    await expect(alice.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
    await expect(alice.engine.receiveMessage(reply)).rejects.toEqual(refused("authentication-failed"));
    await join(alice, carol);
    const { messages } = await alice.engine.stopSession(bob.id);
    expect(messages).toHaveLength(1);
    expect(Object.keys(await materials(carol, messages[0]!))).toEqual([alice.id]);
  });

  test("a session that was lost to a forged first message returns after renew", async () => {
    await join(bob, carol);
    await carol.engine.addPreKeyBundle(alice.id, alice.bundle);
    const [preKey, cipher] = (await alice.engine.startSession(carol.id, carol.bundle)).messages;
    await carol.engine.receiveMessage(preKey!);
    const forged = forgeCipher(alice, carol, { ratchetKey: randomPoint(), previousCount: 0, count: 0 });
    await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
    await expect(carol.engine.receiveMessage(cipher!)).rejects.toEqual(refused("authentication-failed"));
    const renewed = await carol.engine.renew();
    expect(renewed.messages.map((bytes) => parseKeyMessage(bytes).destination)).toEqual([bob.id, alice.id]);
    // The genuine message was kept, and opens now.
    expect(Object.keys(renewed.remoteSecretKeyMaterials ?? {})).toEqual([alice.id]);
    const { selfKeyId: keyId, selfSecretKeyMaterial: secretKeyMaterial } = renewed;
    expect(await materials(alice, renewed.messages[1]!)).toEqual({
      [carol.id]: { keyId, secretKeyMaterial },
    });
    expect(await materials(bob, renewed.messages[0]!)).toEqual({ [carol.id]: { keyId, secretKeyMaterial } });
  });

  test("two sessions that were lost this way return after one renew", async () => {
    const ciphers: Uint8Array[] = [];
    for (const present of [alice, bob]) {
      await carol.engine.addPreKeyBundle(present.id, present.bundle);
      const [preKey, cipher] = (await present.engine.startSession(carol.id, carol.bundle)).messages;
      await carol.engine.receiveMessage(preKey!);
      const forged = forgeCipher(present, carol, { ratchetKey: randomPoint(), previousCount: 0, count: 0 });
      await expect(carol.engine.receiveMessage(forged)).rejects.toEqual(refused("authentication-failed"));
      ciphers.push(cipher!);
    }
    expect((await carol.engine.renew()).messages).toEqual([]);
    for (const cipher of ciphers)
      expect((await carol.engine.receiveMessage(cipher)).messages).toHaveLength(1);
  });

  describe("the newest message in the sender's own order", () => {
    test("is kept when late ones arrive, which are reported as late", async () => {
      await join(alice, bob);
      const [first, second, third] = [await next(alice), await next(alice), await next(alice)];
      expect(await materials(bob, third.message)).toEqual({ [alice.id]: third.material });
      for (const late of [first, second]) {
        expect(await bob.engine.receiveMessage(late.message)).toEqual({
          remoteSecretKeyMaterials: {},
          lateSecretKeyMaterials: { [alice.id]: late.material },
          messages: [],
        });
      }
      const { remoteSecretKeyMaterials } = await bob.engine.startSession(carol.id, carol.bundle);
      expect(remoteSecretKeyMaterials[alice.id]?.keyId).toBe(third.material.keyId + 1);
    });

    test("is not preceded by a forged one, so genuine ones are not late", async () => {
      await join(alice, bob);
      const first = await next(alice);
      const second = await next(alice);
      await expect(bob.engine.receiveMessage(tamper(second.message))).rejects.toThrow();
      expect(await materials(bob, first.message)).toEqual({ [alice.id]: first.material });
    });

    test("overrides our guess of the key, even with a lower key id", async () => {
      await join(alice, bob);
      await bob.engine.startSession(carol.id, carol.bundle);
      const guessed = await bob.engine.stopSession(carol.id);
      expect(guessed.messages).toHaveLength(1);
      // Alice never saw Carol: two more guesses put Bob ahead of her
      const dave = await createPeer("DAVE");
      const erin = await createPeer("ERIN");
      for (const other of [dave, erin]) await bob.engine.startSession(other.id, other.bundle);
      const { message, material } = await next(alice);
      const ahead = (await bob.engine.startSession(carol.id, carol.bundle)).remoteSecretKeyMaterials;
      expect(ahead[alice.id]!.keyId).toBeGreaterThan(material.keyId);
      expect(await materials(bob, message)).toEqual({ [alice.id]: material });
    });

    test("is recognized across the sender's chains, too", async () => {
      await join(alice, bob);
      const first = await next(alice);
      const second = await next(alice);
      await materials(bob, first.message);
      await materials(alice, (await next(bob)).message);
      const newest = await next(alice);
      expect(await materials(bob, newest.message)).toEqual({ [alice.id]: newest.material });
      const { remoteSecretKeyMaterials, lateSecretKeyMaterials } = await bob.engine.receiveMessage(
        second.message,
      );
      expect(remoteSecretKeyMaterials).toEqual({});
      expect(lateSecretKeyMaterials).toEqual({ [alice.id]: second.material });
    });
  });
}
