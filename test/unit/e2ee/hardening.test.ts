import { x25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import type { SoraE2EEErrorCode } from "../../../src/errors.ts";
import { fromHex } from "./support/bytes.ts";
import { announcement, at, changed, createParty, join, meet, type Party } from "./support/party.ts";

const lowOrderKeys = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];
const ratchetKeyOffset = 56;
const ephemeralOffset = 88;
const previousCountOffset = 88;
const countOffset = 92;

function failsWith(code: SoraE2EEErrorCode) {
  return expect.objectContaining({ name: "SoraE2EEError", code });
}

function withKey(message: Uint8Array, offset: number, key: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message);
  copy.set(key, offset);
  return copy;
}

function withCounts(message: Uint8Array, previousCount: number, count: number): Uint8Array {
  const copy = Uint8Array.from(message);
  new DataView(copy.buffer).setUint32(previousCountOffset, previousCount);
  new DataView(copy.buffer).setUint32(countOffset, count);
  return copy;
}

/** What the relay can make: a handshake in Alice's name with an ephemeral key of its own. */
function forgedHandshake(genuine: Uint8Array, secret: number): Uint8Array {
  return withKey(genuine, ephemeralOffset, x25519.getPublicKey(new Uint8Array(32).fill(secret)));
}

async function pair() {
  return { alice: await createParty("alice"), bob: await createParty("bob") };
}

async function met() {
  const both = await pair();
  await meet(both.alice, both.bob);
  return both;
}

/** Somebody comes and goes: `party` has a fresh key, and the message of it to its one other member is returned. */
async function refresh(party: Party, name: string): Promise<Uint8Array> {
  const passer = await createParty(name);
  await party.engine.startSession(passer.id, passer.bundle);
  const { messages } = await party.engine.stopSession(passer.id);
  return at(messages, 0);
}

describe("a cipher message needs a receive chain made by a DH step", () => {
  test("an initiator that has heard nothing refuses a message under the key that it knows already", async () => {
    const { alice, bob } = await pair();
    const [, cipher] = await join(alice, bob);
    const forged = withKey(cipher, ratchetKeyOffset, Buffer.from(bob.bundle.signedPreKey, "base64"));
    const swapped = Uint8Array.from(forged);
    swapped.set(forged.subarray(4, 30), 30);
    swapped.set(forged.subarray(30, 56), 4);
    await expect(alice.engine.receiveMessage(swapped)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("a cipher message before any handshake is refused", async () => {
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

  test("in a bundle, signed or not", async () => {
    const { alice, bob } = await pair();
    for (const field of ["identityKey", "signedPreKey"] as const) {
      const bundle = { ...bob.bundle, [field]: Buffer.from(key).toString("base64") };
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
    }
  });
});

test("an identity key whose X25519 form is of low order is refused", async () => {
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

describe("nothing is sent on a session without a send chain", () => {
  test("announce speaks to nobody before the first cipher message, and to its sender after", async () => {
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

describe("the destination must be ours and the source must not", () => {
  test("a message for another member opens nothing here", async () => {
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

  test("our own message sent back to us is refused", async () => {
    const { alice, bob } = await met();
    const own = await announcement(alice, bob);
    const reflected = Uint8Array.from(own);
    reflected.set(own.subarray(4, 30), 30);
    await expect(alice.engine.receiveMessage(own)).rejects.toEqual(failsWith("invalid-message"));
    await expect(alice.engine.receiveMessage(reflected)).rejects.toEqual(failsWith("invalid-message"));
  });
});

describe("nothing is committed before the tag verifies", () => {
  test("a tampered copy of any byte that counts leaves the genuine message good", async () => {
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

  test("a message opens once", async () => {
    const { alice, bob } = await met();
    const genuine = await refresh(alice, "carol");
    await bob.engine.receiveMessage(genuine);
    await expect(bob.engine.receiveMessage(genuine)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("two calls at once do not interleave", async () => {
    const { alice, bob } = await met();
    const messages = [
      await refresh(alice, "carol"),
      await refresh(alice, "dave"),
      await refresh(alice, "eve"),
    ];
    const heard = await Promise.all(messages.map((message) => bob.engine.receiveMessage(message)));
    expect(heard.map((each) => each.remoteSecretKeyMaterials[alice.id]?.keyId)).toEqual([3, 5, 7]);
  });

  test("the caller may use its buffer again at once", async () => {
    const { alice, bob } = await met();
    const message = Uint8Array.from(await refresh(alice, "carol"));
    const receiving = bob.engine.receiveMessage(message);
    message.fill(0);
    expect((await receiving).remoteSecretKeyMaterials[alice.id]?.keyId).toBe(3);
  });
});

describe("the newest message in the sender's own order wins", () => {
  test("an overtaken message does not replace a newer material, and is handed out apart", async () => {
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

  test("a member's newest word overrides our guess of its key id, even with a lower id", async () => {
    const { alice, bob } = await met();
    const erin = await createParty("erin");
    const guess = await bob.engine.startSession(erin.id, erin.bundle);
    expect(guess.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(2);
    const heard = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(heard.remoteSecretKeyMaterials[alice.id]?.keyId).toBe(1);
  });

  test("what is announced again unchanged is no change", async () => {
    const { alice, bob } = await met();
    const heard = await bob.engine.receiveMessage(await announcement(alice, bob));
    expect(heard).toEqual({ remoteSecretKeyMaterials: {}, messages: [] });
  });
});

describe("a responder session is a candidate until a cipher message has authenticated it", () => {
  test.each([1, 3, 7])("%i forged handshakes before the genuine one do not block it", async (count) => {
    const { alice, bob } = await pair();
    const [preKey, cipher] = await join(alice, bob);
    for (let i = 1; i <= count; i++) await bob.engine.receiveMessage(forgedHandshake(preKey, i));
    await bob.engine.receiveMessage(preKey);
    const { messages } = await bob.engine.receiveMessage(cipher);
    const heard = await alice.engine.receiveMessage(at(messages, 0));
    expect(heard.remoteSecretKeyMaterials[bob.id]?.keyId).toBe(0);
  });

  test.each([1, 3, 7])("%i forged handshakes after the genuine one do not displace it", async (count) => {
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

  test("the same handshake again changes nothing", async () => {
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

  test("a handshake from a member without a bundle is refused", async () => {
    const { alice, bob } = await pair();
    const { messages } = await alice.engine.startSession(bob.id, bob.bundle);
    await expect(bob.engine.receiveMessage(at(messages, 0))).rejects.toEqual(failsWith("unknown-member"));
  });
});

describe("exact lengths", () => {
  test("trailing and missing bytes, and other stated lengths, are refused", async () => {
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

test("a member without a material is skipped when materials are ratcheted", async () => {
  const { alice, bob } = await met();
  const carol = await createParty("carol");
  await alice.engine.addPreKeyBundle(carol.id, carol.bundle);
  const dave = await createParty("dave");
  const { remoteSecretKeyMaterials } = await alice.engine.startSession(dave.id, dave.bundle);
  expect(Object.keys(remoteSecretKeyMaterials)).toEqual([bob.id]);
});

describe("every length is checked before any crypto", () => {
  test.each([0, 16, 31, 33, 64])(
    "an identity key of %i bytes is refused and the engine lives on",
    async (size) => {
      const { alice, bob } = await pair();
      const bundle = { ...bob.bundle, identityKey: Buffer.alloc(size, 1).toString("base64") };
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(failsWith("invalid-bundle"));
      await meet(alice, bob);
    },
  );
});

describe("at most 10 messages may be skipped in one chain", () => {
  async function numbered(count: number) {
    const { alice, bob } = await met();
    // the first message brings alice's next chain, so that the count starts at 1
    await bob.engine.receiveMessage(await announcement(alice, bob));
    const messages: Uint8Array[] = [];
    for (let i = 0; i < count; i++) messages.push(await announcement(alice, bob));
    return { alice, bob, messages };
  }

  test("the eleventh after ten lost ones opens, and so do the ten when they come late", async () => {
    const { bob, messages } = await numbered(11);
    await bob.engine.receiveMessage(at(messages, 10));
    for (const late of messages.slice(0, 10).reverse()) {
      const { remoteSecretKeyMaterials } = await bob.engine.receiveMessage(late);
      expect(remoteSecretKeyMaterials).toEqual({});
      await expect(bob.engine.receiveMessage(late)).rejects.toEqual(failsWith("authentication-failed"));
    }
  });

  test("the twelfth after eleven lost ones is refused, and an earlier one still opens", async () => {
    const { bob, messages } = await numbered(12);
    await expect(bob.engine.receiveMessage(at(messages, 11))).rejects.toEqual(failsWith("too-many-skipped"));
    await bob.engine.receiveMessage(at(messages, 10));
    await bob.engine.receiveMessage(at(messages, 11));
  });

  test("PN counts the same way", async () => {
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

  test("counts that a forger made up cost nothing and change nothing", async () => {
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

  test("stopping a member of whom there is only a bundle forgets it, keeps our key and sends nothing", async () => {
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

  test("stopping an unknown member is refused", async () => {
    const { alice, bob } = await pair();
    await expect(alice.engine.stopSession(bob.id)).rejects.toEqual(failsWith("unknown-member"));
  });
});

describe("re-announcing ends with everybody agreeing", () => {
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

  test("after a lost handshake, which goes out again with the second announcement", async () => {
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

  test("when both members opened a session with each other, in any order of arrival", async () => {
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

  test("and then a member's word on the session that it left is older than on the one it went to", async () => {
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

describe("state", () => {
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

  test("connection ids must be 26 ASCII characters, and remote ones not ours", async () => {
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

  test("what comes out is the caller's own", async () => {
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
