import { beforeEach, describe, expect, test } from "vitest";
import type { PreKeyBundle } from "../../../../src/e2ee/agreement/types.ts";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import { forgePreKey } from "./forge.ts";
import { type CreatePeer, type GuardedPeer, join, materials, refused } from "./peers.ts";

/** The contract of the calls. */
export function describeCalls(createPeer: CreatePeer): void {
  let alice: GuardedPeer;
  let bob: GuardedPeer;
  let carol: GuardedPeer;

  beforeEach(async () => {
    [alice, bob, carol] = await Promise.all([createPeer("ALICE"), createPeer("BOB"), createPeer("CAROL")]);
  });

  describe("a call of the engine that throws", () => {
    const broken = async (change: (bundle: PreKeyBundle) => unknown, code: string) => {
      const bundle = change(bob.bundle) as PreKeyBundle;
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(refused(code));
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(refused(code));
      expect(alice.engine.remoteFingerprints()).toEqual({});
    };
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

    test("leaves out the wasm when a bundle is invalid", async () => {
      await broken((bundle) => ({ ...bundle, identityKey: base64(new Uint8Array(31)) }), "invalid-bundle");
      await broken((bundle) => ({ ...bundle, identityKey: base64(new Uint8Array(33)) }), "invalid-bundle");
      await broken((bundle) => ({ ...bundle, signedPreKey: "" }), "invalid-bundle");
      await broken((bundle) => ({ ...bundle, preKeySignature: "!" }), "invalid-bundle");
      await broken((bundle) => ({ ...bundle, identityKey: carol.bundle.identityKey }), "invalid-bundle");
      await broken((bundle) => ({ ...bundle, signedPreKey: base64(new Uint8Array(32)) }), "invalid-bundle");
      await broken(
        (bundle) => ({ ...bundle, identityKey: base64(Uint8Array.of(1, ...new Uint8Array(31))) }),
        "invalid-bundle",
      );
      await broken(() => null, "invalid-bundle");
      // y = 1: the neutral element, whose X25519 form is 0
      const neutral = base64(Uint8Array.of(1, ...new Uint8Array(31)));
      await broken((bundle) => ({ ...bundle, identityKey: neutral }), "invalid-bundle");
      await join(alice, bob);
    });

    test("refuses a peer that is known already, and our own id", async () => {
      await join(alice, bob);
      await expect(alice.engine.startSession(bob.id, bob.bundle)).rejects.toEqual(refused("session-exists"));
      await expect(alice.engine.addPreKeyBundle(bob.id, bob.bundle)).rejects.toEqual(
        refused("session-exists"),
      );
      await expect(alice.engine.startSession(alice.id, bob.bundle)).rejects.toEqual(refused("invalid-state"));
      await expect(alice.engine.startSession("short", bob.bundle)).rejects.toEqual(
        refused("invalid-options"),
      );
    });

    test("refuses to stop an unknown peer", async () => {
      await expect(alice.engine.stopSession(bob.id)).rejects.toEqual(refused("unknown-peer"));
    });

    test("stopping a peer with only a bundle forgets it, keeps our key and sends nothing", async () => {
      await join(alice, carol);
      const before = (await alice.engine.renew()).selfSecretKeyMaterial;
      await alice.engine.addPreKeyBundle(bob.id, bob.bundle);
      await alice.engine.receiveMessage(forgePreKey(bob, alice));
      const stopped = await alice.engine.stopSession(bob.id);
      expect(stopped).toMatchObject({ selfSecretKeyMaterial: before, messages: [] });
      expect(Object.keys(alice.engine.remoteFingerprints())).toEqual([carol.id]);
      expect((await alice.engine.startSession(bob.id, bob.bundle)).selfKeyId).toBe(stopped.selfKeyId + 1);
    });
  });

  test("renew reconnects peers that hold outdated material of ours", async () => {
    await join(alice, bob);
    // Bob misses nothing, yet Alice moves on alone: a join that Bob never sees
    await alice.engine.startSession(carol.id, carol.bundle);
    const {
      messages,
      selfKeyId: keyId,
      selfSecretKeyMaterial: secretKeyMaterial,
    } = await alice.engine.renew();
    const toBob = messages.find((bytes) => parseKeyMessage(bytes).destination === bob.id)!;
    expect(messages).toHaveLength(2);
    expect(await materials(bob, toBob)).toEqual({ [alice.id]: { keyId, secretKeyMaterial } });
    expect(await alice.engine.announce()).toEqual({ messages: [] });
    expect(Object.keys(alice.engine.remoteFingerprints()).sort()).toEqual([bob.id, carol.id].sort());
  });

  test("fingerprints are those of the peers' identity keys, on both sides", async () => {
    await join(alice, bob);
    expect(alice.engine.remoteFingerprints()).toEqual({ [bob.id]: bob.engine.selfFingerprint() });
    expect(bob.engine.remoteFingerprints()).toEqual({ [alice.id]: alice.engine.selfFingerprint() });
  });

  test("init forgets everything", async () => {
    await join(alice, bob);
    const before = alice.engine.selfFingerprint();
    await alice.engine.init();
    expect(alice.engine.selfFingerprint()).not.toBe(before);
    expect(alice.engine.remoteFingerprints()).toEqual({});
    await expect(alice.engine.renew()).rejects.toEqual(refused("invalid-state"));
  });

  test("concurrent calls run in their order", async () => {
    await alice.engine.addPreKeyBundle(bob.id, bob.bundle);
    const { messages } = await bob.engine.startSession(alice.id, alice.bundle);
    const results = await Promise.all([
      ...messages.map((message) => alice.engine.receiveMessage(message)),
      alice.engine.startSession(carol.id, carol.bundle),
      alice.engine.stopSession(carol.id),
    ]);
    expect(results.map(({ messages: { length } }) => length)).toEqual([0, 1, 2, 1]);
  });
}
