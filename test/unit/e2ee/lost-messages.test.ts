import { describe, expect, test } from "vitest";
import { ratchetKeyOffset, withCounts, withKey } from "./support/attacks.ts";
import { createCountedParty } from "./support/counting.ts";
import { announcement, at, changed, createParty, meet, type Party } from "./support/party.ts";

const tooManySkipped = { code: "too-many-skipped" };

/** Messages of Ann to Ben, none of which has been delivered. */
async function announcements(ann: Party, ben: Party, count: number): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for (let i = 0; i < count; i++) messages.push(await announcement(ann, ben));
  return messages;
}

async function confirmed() {
  const [ann, ben] = [await createParty("ann"), await createParty("ben")];
  await meet(ann, ben);
  // One message in each direction, so that the chains are newer than the handshake.
  await ann.engine.receiveMessage(await announcement(ben, ann));
  await ben.engine.receiveMessage(await announcement(ann, ben));
  return { ann, ben };
}

/** Ann's key changes, so that each message of Ann that can be opened contains a new key. */
async function changeKey(ann: Party, name = "visitor"): Promise<number> {
  const visitor = await createParty(name);
  return (await ann.engine.startSession(visitor.id, visitor.bundle)).selfKeyId;
}

describe("a session in which more than 10 messages in a row were lost", () => {
  test("refuses the next two messages, and decrypts the third one", async () => {
    const { ann, ben } = await confirmed();
    const keyId = await changeKey(ann);
    const lost = await announcements(ann, ben, 14);
    for (const i of [11, 12]) {
      await expect(ben.engine.receiveMessage(at(lost, i))).rejects.toMatchObject(tooManySkipped);
    }
    const result = await ben.engine.receiveMessage(at(lost, 13));
    expect(result.remoteSecretKeyMaterials[ann.id]).toMatchObject({ keyId });
  });

  test("decrypts a refused message when it arrives again after others", async () => {
    const { ann, ben } = await confirmed();
    const lost = await announcements(ann, ben, 15);
    for (const i of [11, 12]) {
      await expect(ben.engine.receiveMessage(at(lost, i))).rejects.toMatchObject(tooManySkipped);
    }
    await ben.engine.receiveMessage(at(lost, 13));
    await expect(ben.engine.receiveMessage(at(lost, 12))).resolves.toBeDefined();
  });

  test("continues afterwards, with the reply and the message after it", async () => {
    const { ann, ben } = await confirmed();
    const lost = await announcements(ann, ben, 40);
    for (const i of [30, 31]) await ben.engine.receiveMessage(at(lost, i)).catch(() => undefined);
    await ben.engine.receiveMessage(at(lost, 32));
    await changeKey(ben);
    const answer = await ann.engine.receiveMessage(await announcement(ben, ann));
    expect(Object.keys(answer.remoteSecretKeyMaterials)).toEqual([ben.id]);
    // Ben has derived one of the changes himself.
    for (const name of ["visitor", "guest"]) await changeKey(ann, name);
    const next = await ben.engine.receiveMessage(await announcement(ann, ben));
    expect(Object.keys(next.remoteSecretKeyMaterials)).toEqual([ann.id]);
  });

  test("keeps keys for the last 10 lost messages, and for no earlier one", async () => {
    const { ann, ben } = await confirmed();
    const lost = await announcements(ann, ben, 30);
    for (const i of [27, 28]) await ben.engine.receiveMessage(at(lost, i)).catch(() => undefined);
    await ben.engine.receiveMessage(at(lost, 29));
    await expect(ben.engine.receiveMessage(at(lost, 19))).resolves.toBeDefined();
    await expect(ben.engine.receiveMessage(at(lost, 18))).rejects.toMatchObject({
      code: "authentication-failed",
    });
  });

  test("recovers also when the end of one chain and the beginning of the next were lost", async () => {
    const { ann, ben } = await confirmed();
    await ben.engine.receiveMessage(await announcement(ann, ben));
    await announcements(ann, ben, 20);
    await ann.engine.receiveMessage(await announcement(ben, ann));
    const keyId = await changeKey(ann);
    const later = await announcements(ann, ben, 3);
    for (const i of [0, 1]) {
      await expect(ben.engine.receiveMessage(at(later, i))).rejects.toMatchObject(tooManySkipped);
    }
    const result = await ben.engine.receiveMessage(at(later, 2));
    expect(result.remoteSecretKeyMaterials[ann.id]).toMatchObject({ keyId });
  });

  test("does not recover through one repeated message, or over a gap of more than 256 messages", async () => {
    const { ann, ben } = await confirmed();
    const lost = await announcements(ann, ben, 270);
    for (let i = 0; i < 5; i++) {
      await expect(ben.engine.receiveMessage(at(lost, 20))).rejects.toMatchObject(tooManySkipped);
    }
    await expect(ben.engine.receiveMessage(at(lost, 21))).rejects.toMatchObject(tooManySkipped);
    await expect(ben.engine.receiveMessage(at(lost, 269))).rejects.toMatchObject(tooManySkipped);
  });
});

describe("forged messages that claim a long gap", () => {
  test("cost no more than ordinary ones after the first attempts, with rare exceptions", async () => {
    const [ann, ben] = [await createParty("ann"), await createCountedParty("ben")];
    await meet(ann, ben);
    const genuine = changed(await announcement(ann, ben), 147);
    let most = 0;
    let all = 0;
    for (let i = 0; i < 200; i++) {
      const forged = withCounts(genuine, 0, 20 + i);
      const { hmac } = await ben.cost(() => ben.engine.receiveMessage(forged));
      most = Math.max(most, hmac);
      all += hmac;
    }
    expect(most).toBeLessThanOrEqual(257);
    expect(all / 200).toBeLessThan(20);
  });

  test("do not prevent a genuine peer from recovering", async () => {
    const { ann, ben } = await confirmed();
    const lost = await announcements(ann, ben, 40);
    for (let i = 0; i < 100; i++) {
      const key = new Uint8Array(32).fill(9 + i);
      const forged = withCounts(withKey(at(lost, 0), ratchetKeyOffset, key), 0, 20 + i);
      await ben.engine.receiveMessage(forged).catch(() => undefined);
    }
    const opened = await Promise.allSettled(
      lost.slice(15, 18).map((each) => ben.engine.receiveMessage(each)),
    );
    expect(opened.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });
});
