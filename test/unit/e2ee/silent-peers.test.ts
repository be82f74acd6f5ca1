import { describe, expect, test } from "vitest";
import { announcement, at, createParty, join, meet, type Party } from "./support/party.ts";

/** Ann has opened a session, and Ben has received nothing. Ann has announced so often that Ben counts as silent. */
async function silent() {
  const [ann, ben] = [await createParty("ann"), await createParty("ben")];
  await join(ann, ben);
  for (let i = 0; i < 12; i++) await ann.engine.announce();
  return { ann, ben };
}

async function visit(ann: Party, name: string): Promise<Party> {
  const visitor = await createParty(name);
  await ann.engine.startSession(visitor.id, visitor.bundle);
  return visitor;
}

const keyIdOf = (result: Awaited<ReturnType<Party["engine"]["receiveMessage"]>>, from: Party) =>
  result.remoteSecretKeyMaterials[from.id]?.keyId;

describe("a peer that has left many announcements unanswered", () => {
  test("gets the handshake and the same last message again, which it can still decrypt", async () => {
    const { ann, ben } = await silent();
    const [handshake, last] = (await ann.engine.announce()).messages;
    const again = (await ann.engine.announce()).messages;
    expect(again).toEqual([handshake, last]);
    expect(new DataView(at(again, 1).buffer).getUint32(92)).toBe(10);
    await ben.engine.receiveMessage(at(again, 0));
    expect(keyIdOf(await ben.engine.receiveMessage(at(again, 1)), ann)).toBe(1);
  });

  test("still gets valid messages when a caller has overwritten the earlier ones", async () => {
    const { ann, ben } = await silent();
    for (const message of (await ann.engine.announce()).messages) message.fill(0);
    const [handshake, last] = (await ann.engine.announce()).messages;
    await ben.engine.receiveMessage(at([handshake], 0) as Uint8Array);
    expect(keyIdOf(await ben.engine.receiveMessage(at([last], 0) as Uint8Array), ann)).toBe(1);
  });

  test("gets no message when another peer leaves, and gets the current key as soon as it answers", async () => {
    const { ann, ben } = await silent();
    const carol = await visit(ann, "carol");
    const { selfKeyId, messages } = await ann.engine.stopSession(carol.id);
    expect(messages).toEqual([]);
    const [handshake, last] = (await ann.engine.announce()).messages;
    await ben.engine.receiveMessage(at([handshake], 0) as Uint8Array);
    const answered = await ben.engine.receiveMessage(at([last], 0) as Uint8Array);
    const current = await ann.engine.receiveMessage(at(answered.messages, 0));
    expect(current.messages).toHaveLength(1);
    expect(keyIdOf(await ben.engine.receiveMessage(at(current.messages, 0)), ann)).toBe(selfKeyId);
  });

  test("gets no reply to its answer when it has the current key", async () => {
    const { ann, ben } = await silent();
    const [handshake, last] = (await ann.engine.announce()).messages;
    await ben.engine.receiveMessage(at([handshake], 0) as Uint8Array);
    const answered = await ben.engine.receiveMessage(at([last], 0) as Uint8Array);
    expect((await ann.engine.receiveMessage(at(answered.messages, 0))).messages).toEqual([]);
  });
});

describe("a peer that was sent three attempts", () => {
  test("still gets a new message with each announcement, and one when another peer leaves", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    await join(ann, ben);
    for (let i = 0; i < 3; i++) await ann.engine.announce();
    const carol = await visit(ann, "carol");
    const { messages } = await ann.engine.stopSession(carol.id);
    expect(messages).toHaveLength(1);
  });
});

describe("the first reply to a peer that opened a session", () => {
  test("counts as missed when the peer continues without it, until it arrives", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    const [handshake, cipher] = await join(ann, ben);
    await ben.engine.receiveMessage(handshake);
    const { messages } = await ben.engine.receiveMessage(cipher);
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(false);
    await ben.engine.receiveMessage(await announcement(ann, ben));
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(true);
    await ann.engine.receiveMessage(at(messages, 0));
    await ben.engine.receiveMessage(await announcement(ann, ben));
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(false);
  });

  test("does not count as missed because of a late message", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    const [handshake, cipher] = await join(ann, ben);
    const [second, third] = [await announcement(ann, ben), await announcement(ann, ben)];
    await ben.engine.receiveMessage(handshake);
    await ben.engine.receiveMessage(cipher);
    await ben.engine.receiveMessage(third);
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(true);
    await ben.engine.receiveMessage(second);
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(false);
  });

  test("does not count as missed by an unknown peer or a peer without a session", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(false);
    await ben.engine.addPreKeyBundle(ann.id, ann.bundle);
    expect(ben.engine.missesAnswer?.(ann.id)).toBe(false);
    expect(ben.engine.missesMessages?.(ann.id)).toBe(false);
  });
});

describe("a peer that stays in its old chain", () => {
  test("counts as missing our messages after five of them, until it uses a new ratchet key", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    await meet(ann, ben);
    await ben.engine.receiveMessage(await announcement(ann, ben));
    await ann.engine.receiveMessage(await announcement(ben, ann));
    const sent: Uint8Array[] = [];
    for (let i = 0; i < 4; i++) sent.push(await announcement(ann, ben));
    await ann.engine.receiveMessage(await announcement(ben, ann));
    expect(ann.engine.missesMessages?.(ben.id)).toBe(false);
    sent.push(await announcement(ann, ben));
    await ann.engine.receiveMessage(await announcement(ben, ann));
    expect(ann.engine.missesMessages?.(ben.id)).toBe(true);
    await ben.engine.receiveMessage(at(sent, 4));
    await ann.engine.receiveMessage(await announcement(ben, ann));
    expect(ann.engine.missesMessages?.(ben.id)).toBe(false);
  });

  test("gets 24 attempts of its own, besides the announcements to all peers", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    await meet(ann, ben);
    await ann.engine.receiveMessage(await announcement(ben, ann));
    for (let i = 0; i < 5; i++) await announcement(ann, ben);
    await ann.engine.receiveMessage(await announcement(ben, ann));
    for (let i = 0; i < 30; i++) await ann.engine.announce();
    let tries = 0;
    while (ann.engine.missesMessages?.(ben.id) && tries < 100) {
      await announcement(ann, ben);
      tries += 1;
    }
    expect(tries).toBe(24);
  });
});

describe("our own connection id", () => {
  test("stays the same until init, and cannot be a peer's id", async () => {
    const [ann, ben] = [await createParty("ann"), await createParty("ben")];
    await expect(ann.engine.start(ben.id)).rejects.toMatchObject({ code: "invalid-state" });
    await ann.engine.addPreKeyBundle(ben.id, ben.bundle);
    await expect(ann.engine.start(ben.id)).rejects.toMatchObject({ code: "invalid-state" });
    await ann.engine.init();
    await ann.engine.addPreKeyBundle(ben.id, ben.bundle);
    await expect(ann.engine.start(ben.id)).rejects.toMatchObject({ code: "invalid-state" });
    await expect(ann.engine.start(ann.id)).resolves.toMatchObject({ selfKeyId: 0 });
  });
});
