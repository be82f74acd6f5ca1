import { describe, expect, test } from "vitest";
import {
  countOffset,
  failsWith,
  met,
  previousCountOffset,
  ratchetKeyOffset,
  refresh,
  withCounts,
} from "./support/attacks.ts";
import { announcement, at, changed, createParty } from "./support/party.ts";

describe("a message whose tag is not verified yet", () => {
  test("changes nothing: the genuine message is decrypted after a copy with any changed byte", async () => {
    const { alice, bob } = await met();
    const genuine = await refresh(alice, "carol");
    for (const index of [4, 30, ratchetKeyOffset, previousCountOffset + 3, countOffset + 3, 96, 130, 147]) {
      await expect(bob.engine.receiveMessage(changed(genuine, index))).rejects.toMatchObject({
        name: "SoraE2EEError",
      });
    }
    const heard = await bob.engine.receiveMessage(genuine);
    expect(heard.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(3);
  });

  test("changes nothing in an established chain, also when it skips other messages", async () => {
    const { alice, bob } = await met();
    await bob.engine.receiveMessage(await refresh(alice, "carol"));
    const skipped = await refresh(alice, "dave");
    const genuine = await refresh(alice, "eve");
    for (const index of [30 + 66, 130, 147]) {
      await expect(bob.engine.receiveMessage(changed(genuine, index))).rejects.toEqual(
        failsWith("authentication-failed"),
      );
    }
    expect((await bob.engine.receiveMessage(genuine)).remoteSecretKeyMaterials[alice.id]?.keyId).toBe(7);
    expect((await bob.engine.receiveMessage(skipped)).lateSecretKeyMaterials?.[alice.id]?.keyId).toBe(5);
    expect(
      (await bob.engine.receiveMessage(await refresh(alice, "frank"))).remoteSecretKeyMaterials,
    ).toHaveProperty(alice.id);
  });

  test("a message can be decrypted only once", async () => {
    const { alice, bob } = await met();
    const genuine = await refresh(alice, "carol");
    await bob.engine.receiveMessage(genuine);
    await expect(bob.engine.receiveMessage(genuine)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("two concurrent calls run one after the other", async () => {
    const { alice, bob } = await met();
    const messages = [
      await refresh(alice, "carol"),
      await refresh(alice, "dave"),
      await refresh(alice, "eve"),
    ];
    const heard = await Promise.all(messages.map((message) => bob.engine.receiveMessage(message)));
    expect(heard.map((each) => each.remoteSecretKeyMaterials[alice.id]?.keyId)).toEqual([3, 5, 7]);
  });

  test("the caller may reuse its buffer right after the call", async () => {
    const { alice, bob } = await met();
    const message = Uint8Array.from(await refresh(alice, "carol"));
    const receiving = bob.engine.receiveMessage(message);
    message.fill(0);
    expect((await receiving).remoteSecretKeyMaterials[alice.id]?.keyId).toBe(3);
  });
});

describe("the newest message in the sender's own order", () => {
  test("is not replaced by an older one, whose material is returned separately", async () => {
    const { alice, bob } = await met();
    const older = await refresh(alice, "carol");
    const newer = await refresh(alice, "dave");
    expect((await bob.engine.receiveMessage(newer)).remoteSecretKeyMaterials[alice.id]?.keyId).toBe(5);
    const late = await bob.engine.receiveMessage(older);
    expect(late.remoteSecretKeyMaterials).toEqual({});
    expect(late.lateSecretKeyMaterials?.[alice.id]?.keyId).toBe(3);

    const erin = await createParty("erin");
    const { remoteSecretKeyMaterials } = await bob.engine.startSession(erin.id, erin.bundle);
    expect(remoteSecretKeyMaterials[alice.id]?.keyId).toBe(6);
  });

  test("overrides our guess of the peer's key id, even with a lower id", async () => {
    const { alice, bob } = await met();
    const erin = await createParty("erin");
    const guess = await bob.engine.startSession(erin.id, erin.bundle);
    expect(guess.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(2);
    const heard = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(heard.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(1);
  });

  test("causes no change when it repeats the announced key", async () => {
    const { alice, bob } = await met();
    const heard = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(heard).toEqual({ remoteSecretKeyMaterials: {}, messages: [], answers: true });
  });
});

describe("skipped messages of one chain", () => {
  async function numbered(count: number) {
    const { alice, bob } = await met();
    // the first message brings alice's next chain, so that the count starts at 1
    await bob.engine.receiveMessage(await announcement(alice, bob));
    const messages: Uint8Array[] = [];
    for (let i = 0; i < count; i++) messages.push(await announcement(alice, bob));
    return { alice, bob, messages };
  }

  test("the eleventh message after ten lost ones is decrypted, and the ten lost ones when they arrive late", async () => {
    const { bob, messages } = await numbered(11);
    await bob.engine.receiveMessage(at(messages, 10));
    for (const late of messages.slice(0, 10).reverse()) {
      const { remoteSecretKeyMaterials } = await bob.engine.receiveMessage(late);
      expect(remoteSecretKeyMaterials).toEqual({});
      await expect(bob.engine.receiveMessage(late)).rejects.toEqual(failsWith("authentication-failed"));
    }
  });

  test("the twelfth message after eleven lost ones is refused, and an earlier one is still decrypted", async () => {
    const { bob, messages } = await numbered(12);
    await expect(bob.engine.receiveMessage(at(messages, 11))).rejects.toEqual(failsWith("too-many-skipped"));
    await bob.engine.receiveMessage(at(messages, 10));
    await bob.engine.receiveMessage(at(messages, 11));
  });

  test("the same limit applies to the end of the previous chain (PN)", async () => {
    for (const [lost, accepted] of [
      [10, true],
      [11, false],
    ] as const) {
      const { alice, bob, messages } = await numbered(lost);
      await alice.engine.receiveMessage(await announcement(bob, alice));
      const next = bob.engine.receiveMessage(await announcement(alice, bob));
      if (!accepted) {
        await expect(next).rejects.toEqual(failsWith("too-many-skipped"));
        continue;
      }
      await next;
      for (const late of messages) await bob.engine.receiveMessage(late);
    }
  });

  test("at most 30 skipped messages of a session can still be decrypted, and the oldest ones are dropped", async () => {
    const { alice, bob } = await met();
    const lost: Uint8Array[] = [];
    for (let chain = 0; chain < 4; chain++) {
      for (let i = 0; i < 10; i++) lost.push(await announcement(alice, bob));
      await bob.engine.receiveMessage(await announcement(alice, bob));
      // Alice answers an announcement of Bob in a new chain.
      await alice.engine.receiveMessage(await announcement(bob, alice));
    }
    const opens = async (message: Uint8Array) =>
      bob.engine.receiveMessage(message).then(
        () => true,
        () => false,
      );
    const opened: boolean[] = [];
    for (const message of lost) opened.push(await opens(message));
    expect(opened).toEqual([...Array(10).fill(false), ...Array(30).fill(true)]);
  });

  test("forged counts cost nothing and change nothing", async () => {
    const { alice, bob } = await met();
    const genuine = await announcement(alice, bob);
    for (const [previousCount, count] of [
      [0, 0xffffffff],
      [0xffffffff, 0],
      [0xffffffff, 0xffffffff],
    ] as const) {
      const forged = withCounts(genuine, previousCount, count);
      await expect(bob.engine.receiveMessage(forged)).rejects.toEqual(failsWith("too-many-skipped"));
    }
    await bob.engine.receiveMessage(genuine);
  });
});
