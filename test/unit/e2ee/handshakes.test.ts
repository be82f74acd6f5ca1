import { describe, expect, test } from "vitest";
import { failsWith, forgedHandshake, pair, refresh, withKey } from "./support/attacks.ts";
import { announcement, at, createParty, join, meet } from "./support/party.ts";

describe("nothing is sent on a session without a send chain", () => {
  test("an announcement skips a peer before its first cipher message, and reaches it afterwards", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    expect(await bob.engine.announce()).toEqual({ messages: [] });
    await bob.engine.receiveMessage(preKey);
    expect(await bob.engine.announce()).toEqual({ messages: [] });
    expect(await bob.engine.announce([alice.id])).toEqual({ messages: [] });
    await bob.engine.receiveMessage(cipher);
    expect((await bob.engine.announce()).messages).toHaveLength(1);
  });
});

describe("a responder session before its first authentic cipher message", () => {
  test.each([1, 3, 7])("is not blocked by %i forged handshakes before the genuine one", async (count) => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    for (let i = 1; i <= count; i++) await bob.engine.receiveMessage(forgedHandshake(preKey, i));
    await bob.engine.receiveMessage(preKey);
    const { messages } = await bob.engine.receiveMessage(cipher);
    const heard = await alice.engine.receiveMessage(at(messages, 0));
    expect(heard.remoteSecretKeyMaterials[bob.id]?.keyId).toBe(0);
  });

  test.each([1, 3, 7])("is not replaced by %i forged handshakes after the genuine one", async (count) => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    await bob.engine.receiveMessage(preKey);
    for (let i = 1; i <= count; i++) await bob.engine.receiveMessage(forgedHandshake(preKey, i));
    expect((await bob.engine.receiveMessage(cipher)).messages).toHaveLength(1);
  });

  test("a confirmed session is never replaced", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    await bob.engine.receiveMessage(preKey);
    const { messages } = await bob.engine.receiveMessage(cipher);
    const forged = forgedHandshake(preKey, 1);
    await expect(bob.engine.receiveMessage(forged)).rejects.toEqual(failsWith("session-exists"));
    await alice.engine.receiveMessage(at(messages, 0));
    const back = forgedHandshake(preKey, 2);
    back.set(preKey.subarray(4, 30), 30);
    back.set(preKey.subarray(30, 56), 4);
    back.set(Buffer.from(bob.bundle.identityKey, "base64"), 56);
    await expect(alice.engine.receiveMessage(back)).rejects.toEqual(failsWith("session-exists"));
    expect((await bob.engine.receiveMessage(await refresh(alice, "carol"))).messages).toEqual([]);
  });

  test("a repeated handshake changes nothing", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    for (const message of [preKey, preKey, cipher, preKey]) await bob.engine.receiveMessage(message);
    await expect(bob.engine.receiveMessage(cipher)).rejects.toEqual(failsWith("authentication-failed"));
    await bob.engine.receiveMessage(await refresh(alice, "carol"));
  });

  test("a handshake can't be replayed after its session has ended", async () => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    await bob.engine.receiveMessage(preKey);
    await bob.engine.receiveMessage(cipher);
    await bob.engine.stopSession(alice.id);
    await bob.engine.addPreKeyBundle(alice.id, alice.bundle);
    await expect(bob.engine.receiveMessage(preKey)).rejects.toEqual(failsWith("session-exists"));
    await expect(bob.engine.receiveMessage(cipher)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("a handshake with another identity than the bundle's is refused", async () => {
    const { alice, bob } = await pair();
    const [preKey] = await join(alice, bob);
    const mallory = await createParty("mallory");
    const forged = withKey(preKey, 56, Buffer.from(mallory.bundle.identityKey, "base64"));
    await expect(bob.engine.receiveMessage(forged)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("a handshake from a peer without a bundle is refused", async () => {
    const { alice, bob } = await pair();
    const { messages } = await alice.engine.startSession(bob.id, bob.bundle);
    await expect(bob.engine.receiveMessage(at(messages, 0))).rejects.toEqual(failsWith("unknown-peer"));
  });
});

describe("repeated announcements bring all peers to agreement", () => {
  test("after two quick joins", async () => {
    const { alice, bob } = await pair();
    const carol = await createParty("carol");
    const [preKey, cipher] = await join(alice, bob);
    await meet(alice, carol);
    await bob.engine.startSession(carol.id, carol.bundle);
    await bob.engine.receiveMessage(preKey);
    const stale = await bob.engine.receiveMessage(cipher);
    expect(stale.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(1);
    const current = await alice.engine.start(alice.id);
    const heard = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(heard.remoteSecretKeyMaterials[alice.id]).toEqual({
      keyId: current.selfKeyId,
      secretKeyMaterial: current.selfSecretKeyMaterial,
    });
  });

  test("after a lost handshake, which is sent again with the second announcement", async () => {
    const { alice, bob } = await pair();
    await join(alice, bob);
    expect((await alice.engine.announce()).messages.map((message) => message.length)).toEqual([148]);
    const { messages } = await alice.engine.announce();
    expect(messages.map((message) => message.length)).toEqual([120, 148]);
    await bob.engine.receiveMessage(at(messages, 0));
    const { messages: replies } = await bob.engine.receiveMessage(at(messages, 1));
    await alice.engine.receiveMessage(at(replies, 0));
    expect((await alice.engine.announce()).messages.map((message) => message.length)).toEqual([148]);
  });

  test("after both peers opened a session with each other, in any order of arrival", async () => {
    for (const order of [
      [0, 1, 0, 1],
      [0, 0, 1, 1],
      [1, 1, 0, 0],
    ]) {
      const { alice, bob } = await pair();
      const queues: [Uint8Array[], Uint8Array[]] = [
        [...(await bob.engine.startSession(alice.id, alice.bundle)).messages],
        [...(await alice.engine.startSession(bob.id, bob.bundle)).messages],
      ];
      const held: Record<string, number> = {};
      const deliver = async (to: 0 | 1) => {
        const message = queues[to].shift();
        if (!message) return;
        const party = to === 0 ? alice : bob;
        const heard = await party.engine.receiveMessage(message).catch(() => null);
        queues[to === 0 ? 1 : 0].push(...(heard?.messages ?? []));
        for (const { keyId } of Object.values(heard?.remoteSecretKeyMaterials ?? {})) held[party.id] = keyId;
      };
      for (const to of order) await deliver(to as 0 | 1);
      while (queues[0].length + queues[1].length > 0) {
        await deliver(0);
        await deliver(1);
      }
      expect(held).toEqual({ [alice.id]: 1, [bob.id]: 1 });
      const fresh = await bob.engine.receiveMessage(await refresh(alice, "carol"));
      expect(fresh.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(3);
      const back = await alice.engine.receiveMessage(await refresh(bob, "carol"));
      expect(back.remoteSecretKeyMaterials[bob.id]?.keyId).toBe(3);
    }
  });

  test("and afterwards a message of the abandoned session counts as older", async () => {
    const { alice, bob } = await pair();
    const aliceOpens = (await alice.engine.startSession(bob.id, bob.bundle)).messages;
    const bobOpens = (await bob.engine.startSession(alice.id, alice.bundle)).messages;
    for (const message of aliceOpens) await bob.engine.receiveMessage(message);
    const delayed = await refresh(alice, "carol");
    await alice.engine.receiveMessage(at(bobOpens, 0));
    const { messages } = await alice.engine.receiveMessage(at(bobOpens, 1));
    const fresh = await refresh(alice, "dave");
    await bob.engine.receiveMessage(at(messages, 0));
    const heard = await bob.engine.receiveMessage(fresh);
    expect(heard.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(5);
    const late = await bob.engine.receiveMessage(delayed);
    expect(late.remoteSecretKeyMaterials).toEqual({});
    expect(late.lateSecretKeyMaterials?.[alice.id]?.keyId).toBe(3);
  });
});
