import { describe, expect, test } from "vitest";
import { dummyPeer } from "../../../src/e2ee/agreement/wasm/dummy-peer.ts";
import { createPeer, join } from "./support/engine.ts";

const reserved = "--------NOBODY-HERE-------";

describe("the reserved id --------NOBODY-HERE-------", () => {
  test("is that of the dummy peer, with which the wasm renews its key", () => {
    expect(dummyPeer.connectionId).toBe(reserved);
  });

  test("does not block the renewal of keys when a hostile server gives it to a peer", async () => {
    const alice = await createPeer("ALICE");
    const nobody = await createPeer(reserved);
    await join(alice, nobody);
    const before = alice.first.selfKeyId;
    for (let time = 0; time < 3; time += 1) {
      const { messages, selfKeyId, selfSecretKeyMaterial } = await alice.engine.renew();
      expect(selfKeyId).toBeGreaterThan(before);
      expect(messages).toHaveLength(1);
      const { remoteSecretKeyMaterials } = await nobody.engine.receiveMessage(messages[0]!);
      expect(remoteSecretKeyMaterials).toEqual({
        [alice.id]: { keyId: selfKeyId, secretKeyMaterial: selfSecretKeyMaterial },
      });
    }
  });

  test("does not block the renewal of keys when a peer announces it together with the dummy's bundle", async () => {
    const alice = await createPeer("ALICE");
    const bob = await createPeer("BOB");
    await join(alice, bob);
    await alice.engine.addPreKeyBundle(reserved, dummyPeer.bundle);
    const { messages, selfKeyId } = await alice.engine.renew();
    const { remoteSecretKeyMaterials } = await bob.engine.receiveMessage(messages[0]!);
    expect(remoteSecretKeyMaterials[alice.id]?.keyId).toBe(selfKeyId);
  });

  test("does not block the renewal of keys when the server gives it to us", async () => {
    const alice = await createPeer(reserved);
    const bob = await createPeer("BOB");
    await join(alice, bob);
    const { messages, selfKeyId } = await alice.engine.renew();
    const { remoteSecretKeyMaterials } = await bob.engine.receiveMessage(messages[0]!);
    expect(remoteSecretKeyMaterials[reserved]?.keyId).toBe(selfKeyId);
  });
});
