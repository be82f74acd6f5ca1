import { describe, expect, it } from "vitest";
import { parseEnvelope, writeEnvelopes } from "../../../src/e2ee/agreement/mls/envelope.ts";
import { FakeFrame, id } from "./fakes.ts";
import { MlsChannel, MlsPeer } from "./mls-channel.ts";

const plain = Uint8Array.of(8, 1, 2, 3, 4, 5, 6, 7);
const eve = id("eve");

/** Ann and Ben are in a group. Eve's connection is only a name, with a copy of what Ben announced. */
async function annAndBen() {
  const channel = new MlsChannel();
  const ann = await channel.join("ann");
  await channel.pass(1000);
  const ben = await channel.join("ben");
  await channel.pass(1000);
  return { channel, ann, ben, copy: { ...ben.announced, connectionId: eve } };
}

/** Cho joins, and hears of these peers in this order. */
async function chosView(channel: MlsChannel, announced: readonly MlsPeer["announced"][]) {
  const cho = new MlsPeer(id("cho"), channel);
  await cho.init({});
  await cho.ask({ kind: "start", connectionId: cho.id, joins: true });
  const others = [...channel.peers];
  channel.peers.push(cho);
  for (const one of announced) await cho.ask({ kind: "peer-present", ...one });
  for (const other of others) await other.ask({ kind: "peer-joined", ...cho.announced });
  return cho;
}

const factsOf = async (viewer: MlsPeer, connectionId: string) =>
  (await viewer.facts()).peers.find((peer) => peer.connectionId === connectionId) ??
  expect.fail("the peer is unknown");

const refusedBy = (viewer: MlsPeer) =>
  viewer.posted.flatMap((posted) =>
    posted.type === "refused" ? [[posted.connectionId, posted.error.code]] : [],
  );

/** The output of `viewer` for a frame that `sender` sends now. */
async function opened(sender: MlsPeer, viewer: MlsPeer): Promise<readonly number[]> {
  const streams = viewer.receiver(sender);
  const frame = (await sender.sealed(plain)) ?? expect.fail("nothing was sealed");
  streams.push(new FakeFrame(frame.bytes, undefined));
  await viewer.channel.pass(50);
  return streams.out.flatMap(({ bytes }) => [...bytes]);
}

async function expectOwner(cho: MlsPeer, ben: MlsPeer): Promise<void> {
  expect(await opened(ben, cho)).toEqual([...plain]);
  expect(await factsOf(cho, ben.id)).toMatchObject({
    encryption: { status: "encrypted" },
    statement: { status: "proven" },
    fingerprint: expect.any(String),
  });
  expect(await factsOf(cho, eve)).toMatchObject({
    keyId: null,
    statement: { status: "none" },
    fingerprint: null,
  });
  expect(refusedBy(cho)).toEqual([[eve, "identity-key-reused"]]);
}

describe("a key package that a second peer copies", () => {
  it("stays with its owner when a newcomer hears of the copy first", async () => {
    const { channel, ann, ben, copy } = await annAndBen();
    const cho = await chosView(channel, [copy, ann.announced, ben.announced]);
    await channel.pass(1000);
    await expectOwner(cho, ben);
    expect(await opened(cho, ben)).toEqual([...plain]);
  });

  it("stays with its owner when a newcomer hears of the owner only after it is in the group", async () => {
    const { channel, ann, ben, copy } = await annAndBen();
    const cho = await chosView(channel, [copy, ann.announced]);
    await channel.pass(1000);
    expect((await cho.facts()).room?.size).toBe(3);
    expect(await factsOf(cho, eve)).toMatchObject({ statement: { status: "unproven" } });
    await cho.ask({ kind: "peer-present", ...ben.announced });
    expect(await opened(ben, cho)).toEqual([...plain]);
    await channel.pass(3000);
    await expectOwner(cho, ben);
  });

  it("stays with its owner when the group hears of the copy first", async () => {
    const { channel, ann, ben } = await annAndBen();
    const cho = new MlsPeer(id("cho"), channel);
    await cho.init({});
    const copy = { ...cho.announced, connectionId: eve };
    for (const one of [ann, ben]) await one.ask({ kind: "peer-joined", ...copy });
    await cho.ask({ kind: "start", connectionId: cho.id, joins: true });
    channel.peers.push(cho);
    for (const one of [ann, ben]) {
      await cho.ask({ kind: "peer-present", ...one.announced });
      await one.ask({ kind: "peer-joined", ...cho.announced });
    }
    await channel.pass(6000);
    for (const one of [ann, ben]) await expectOwner(one, cho);
    expect((await cho.facts()).room?.size).toBe(3);
  });

  it("is refused at once when its owner has proved it", async () => {
    const { channel, ann, ben, copy } = await annAndBen();
    await ann.ask({ kind: "peer-joined", ...copy });
    await channel.pass(1000);
    await expectOwner(ann, ben);
    expect((await ann.facts()).room?.size).toBe(2);
  });

  it("proves nothing for the copy when the server passes the owner's messages on in the copy's name", async () => {
    const { channel, ann, ben } = await annAndBen();
    const passOn = async (to: MlsPeer) => {
      const sent = ann.posted.flatMap((posted) => (posted.type === "send" ? posted.messages : []));
      for (const { payload, ...head } of sent.slice(passed).map((message) => parseEnvelope(message)))
        for (const message of writeEnvelopes({ ...head, source: eve }, payload))
          await to.ask({ kind: "key-message", message });
      passed = sent.length;
    };
    let passed = 0;
    const cho = await chosView(channel, [{ ...ann.announced, connectionId: eve }, ben.announced]);
    await channel.pass(1000);
    await passOn(cho);
    expect((await cho.facts()).room).toMatchObject({ epoch: 2, size: 3 });
    const dan = await channel.join("dan");
    await channel.pass(1000);
    await passOn(cho);
    expect((await cho.facts()).room).toMatchObject({ epoch: 3, size: 4 });
    expect(await factsOf(cho, eve)).toMatchObject({ statement: { status: "unproven" } });
    expect(await factsOf(cho, dan.id)).toMatchObject({ statement: { status: "proven" } });
  });
});
