import { describe, expect, test } from "vitest";
import { failsWith, met, pair, refresh } from "./support/attacks.ts";
import { announcement, createParty, meet } from "./support/party.ts";

test("a peer without a material is skipped when materials are ratcheted", async () => {
  const { alice, bob } = await met();
  const carol = await createParty("carol");
  await alice.engine.addPreKeyBundle(carol.id, carol.bundle);
  const dave = await createParty("dave");
  const { remoteSecretKeyMaterials } = await alice.engine.startSession(dave.id, dave.bundle);
  expect(Object.keys(remoteSecretKeyMaterials)).toEqual([bob.id]);
});

describe("a call that throws changes nothing", () => {
  test("a failed start leaves no bundle, no fingerprint and no new key behind", async () => {
    const { alice, bob } = await pair();
    const forged = { ...bob.bundle, preKeySignature: alice.bundle.preKeySignature };
    await expect(alice.engine.startSession(bob.id, forged)).rejects.toEqual(failsWith("invalid-bundle"));
    expect(alice.engine.remoteFingerprints()).toEqual({});
    expect((await alice.engine.start(alice.id)).selfKeyId).toBe(0);
    await meet(alice, bob);
    await expect(alice.engine.startSession(bob.id, bob.bundle)).rejects.toEqual(failsWith("session-exists"));
    await expect(alice.engine.addPreKeyBundle(bob.id, bob.bundle)).rejects.toEqual(
      failsWith("session-exists"),
    );
    expect((await alice.engine.start(alice.id)).selfKeyId).toBe(1);
  });

  test("a random source that fails in the middle of a start leaves nothing behind", async () => {
    let left = 4;
    const alice = await createParty("alice", {
      randomBytes: () => {
        if (left-- === 0) throw new Error("empty");
        return crypto.getRandomValues(new Uint8Array(32));
      },
    });
    const bob = await createParty("bob");
    await expect(alice.engine.startSession(bob.id, bob.bundle)).rejects.toEqual(failsWith("invalid-options"));
    expect(alice.engine.remoteFingerprints()).toEqual({});
    await meet(alice, bob);
  });

  test("stopping a peer with only a bundle forgets it, keeps our key and sends nothing", async () => {
    const { alice, bob } = await met();
    const carol = await createParty("carol");
    await alice.engine.addPreKeyBundle(carol.id, carol.bundle);
    const before = await alice.engine.start(alice.id);
    expect(await alice.engine.stopSession(carol.id)).toEqual({
      selfConnectionId: alice.id,
      ...before,
      messages: [],
    });
    expect(Object.keys(alice.engine.remoteFingerprints())).toEqual([bob.id]);
  });

  test("stopping an unknown peer is refused", async () => {
    const { alice, bob } = await pair();
    await expect(alice.engine.stopSession(bob.id)).rejects.toEqual(failsWith("unknown-peer"));
  });
});

describe("the state of the key agreement", () => {
  test("calls out of order are refused", async () => {
    const { createKeyAgreement } = await import("../../../src/e2ee/index.ts");
    const engine = createKeyAgreement();
    const bob = await createParty("bob");
    expect(() => engine.selfFingerprint()).toThrow(failsWith("invalid-state"));
    await expect(engine.start(bob.id)).rejects.toEqual(failsWith("invalid-state"));
    await engine.init();
    await expect(engine.startSession(bob.id, bob.bundle)).rejects.toEqual(failsWith("invalid-state"));
    await expect(engine.announce()).rejects.toEqual(failsWith("invalid-state"));
  });

  test("a connection id must have 26 ASCII characters, and a remote one must not be ours", async () => {
    const { alice, bob } = await pair();
    for (const id of ["", "short", `${alice.id}x`, `${"é".repeat(26)}`]) {
      await expect(alice.engine.start(id)).rejects.toEqual(failsWith("invalid-options"));
      await expect(alice.engine.startSession(id, bob.bundle)).rejects.toEqual(failsWith("invalid-options"));
      await expect(alice.engine.stopSession(id)).rejects.toEqual(failsWith("invalid-options"));
    }
    await expect(alice.engine.startSession(alice.id, bob.bundle)).rejects.toEqual(failsWith("invalid-state"));
  });

  test("a bundle with our own identity is refused", async () => {
    const { alice, bob } = await pair();
    await expect(alice.engine.startSession(bob.id, alice.bundle)).rejects.toEqual(
      failsWith("invalid-bundle"),
    );
  });

  test("init forgets everything", async () => {
    const { alice, bob } = await met();
    const before = alice.engine.selfFingerprint();
    await alice.engine.init();
    expect(alice.engine.selfFingerprint()).not.toBe(before);
    expect(alice.engine.remoteFingerprints()).toEqual({});
    await expect(alice.engine.receiveMessage(await announcement(bob, alice))).rejects.toEqual(
      failsWith("invalid-state"),
    );
  });

  test("returned values are copies that the caller may change", async () => {
    const { alice, bob } = await met();
    const first = await alice.engine.start(alice.id);
    first.selfSecretKeyMaterial.fill(0);
    const heard = await bob.engine.receiveMessage(await refresh(alice, "carol"));
    heard.remoteSecretKeyMaterials[alice.id]?.secretKeyMaterial.fill(0);
    const again = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(again.remoteSecretKeyMaterials).toEqual({});
    expect((await alice.engine.start(alice.id)).selfSecretKeyMaterial.some((byte) => byte !== 0)).toBe(true);
  });
});
