import { x25519 } from "@noble/curves/ed25519.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { decodeBase64 } from "../../../src/protocol/base64.ts";
import { writePreKeyMessage } from "../../../src/protocol/key-message.ts";
import { waitLimit } from "../../support/limits.ts";
import { FakeClock, id } from "./fakes.ts";
import { deliver, destinationOf, meet, Peer } from "./peer.ts";

const isHandshake = (message: Uint8Array) => message[0] === 0;
const minute = 60_000;

describe("two peers whose first key messages were lost", () => {
  let clock: FakeClock;
  let ann: Peer;
  let ben: Peer;
  let forgedSoFar = 0;

  beforeEach(async () => {
    clock = new FakeClock();
    ann = await Peer.start("ann", clock);
    ben = await Peer.start("ben", clock);
    await ben.hearsOf(ann, "peer-present");
    await ann.hearsOf(ben, "peer-joined");
  });

  const statuses = async () => [
    (await ann.factsOf(ben))?.encryption.status,
    (await ben.factsOf(ann))?.encryption.status,
  ];

  /** A handshake in Ann's name, made of public values and a fresh key. */
  function forgedHandshake(): Uint8Array {
    const identityKey = decodeBase64(ann.bundle.identityKey, 32);
    if (identityKey === null) throw new Error("Ann has no identity key.");
    const secret = new Uint8Array(32).fill(7);
    new DataView(secret.buffer).setUint32(8, forgedSoFar++);
    return writePreKeyMessage({
      source: ann.connectionId,
      destination: ben.connectionId,
      identityKey,
      ephemeralKey: new Uint8Array(x25519.getPublicKey(secret)),
    });
  }

  /** Lets this time pass second by second, with a server that delivers the messages that `passes` accepts. */
  async function pass(ms: number, hand: (message: Uint8Array) => Promise<void>): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await clock.advance(1_000);
      for (const message of [...ann.outgoing(), ...ben.outgoing()]) await hand(message);
    }
  }

  const give = (message: Uint8Array) =>
    (destinationOf(message) === ben.connectionId ? ben : ann).give(message);
  const lose = async () => undefined;

  /** Puts 8 forged handshakes between each genuine one and the cipher message after it. */
  async function giveWithForgeries(message: Uint8Array): Promise<void> {
    await give(message);
    if (!isHandshake(message)) return;
    for (let i = 0; i < 8; i++) await ben.give(forgedHandshake());
  }

  async function expectHealing(): Promise<void> {
    await pass(2 * minute, give);
    expect(await statuses()).toEqual(["ready", "ready"]);
  }

  it("get keys within two minutes after forged handshakes had replaced each genuine one for 20 s", async () => {
    await pass(20_000, giveWithForgeries);
    expect(forgedSoFar).toBeGreaterThanOrEqual(32);
    expect(await statuses()).toEqual(["exchanging", "exchanging"]);
    await expectHealing();
  }, 120_000);

  it("get keys within two minutes after all messages were lost for ten minutes", async () => {
    await pass(10 * minute, lose);
    await expectHealing();
  }, 120_000);

  it("get keys within two minutes after only the replies were lost for ten minutes", async () => {
    await pass(10 * minute, (message) =>
      destinationOf(message) === ben.connectionId ? give(message) : lose(),
    );
    expect(await statuses()).toEqual(["exchanging", "ready"]);
    await expectHealing();
  }, 120_000);

  it("hold each other's newest keys, although many peers joined and left while their messages were lost", async () => {
    const passer = await Peer.start("passer", clock);
    for (let i = 0; i < 15; i++) {
      const visitor = { connectionId: id(`visitor ${i}`), bundle: passer.bundle };
      for (const peer of [ann, ben]) await peer.hearsOf(visitor, "peer-joined");
      await pass(20_000, lose);
      for (const peer of [ann, ben]) {
        await peer.request({ kind: "peer-left", connectionId: visitor.connectionId });
      }
      await pass(20_000, lose);
    }
    await expectHealing();
    const [annsKeyId, bensKeyId] = await Promise.all([ann, ben].map((peer) => peer.ownKeyId()));
    expect((await ben.factsOf(ann))?.keyId).toBe(annsKeyId);
    expect((await ann.factsOf(ben))?.keyId).toBe(bensKeyId);
  }, 120_000);
});

describe("two peers who have each other's keys, when one's messages are lost during many joins and leaves", () => {
  async function loseWhileManyComeAndGo(isLost: (message: Uint8Array, ben: Peer) => boolean) {
    const clock = new FakeClock();
    const [ann, ben] = [await Peer.start("ann", clock), await Peer.start("ben", clock)];
    const passer = await Peer.start("passer", clock);
    await meet(ann, ben);
    const pass = async (seconds: number, loses: boolean) => {
      let sent = 0;
      for (let second = 0; second < seconds; second++) {
        await clock.advance(1_000);
        for (const message of [...ann.outgoing(), ...ben.outgoing()]) {
          sent += 1;
          if (loses && isLost(message, ben)) continue;
          const receiver = [ann, ben].find(({ connectionId }) => connectionId === destinationOf(message));
          await receiver?.give(message);
        }
      }
      return sent;
    };
    await pass(5, false);
    for (let i = 0; i < 15; i++) {
      const visitor = { connectionId: id(`visitor ${i}`), bundle: passer.bundle };
      for (const peer of [ann, ben]) await peer.hearsOf(visitor, "peer-joined");
      await pass(5, true);
      for (const peer of [ann, ben]) {
        await peer.request({ kind: "peer-left", connectionId: visitor.connectionId });
      }
      await pass(5, true);
    }
    return { ann, ben, pass: (seconds: number) => pass(seconds, false) };
  }

  async function expectCurrentKeys(ann: Peer, ben: Peer): Promise<void> {
    expect((await ben.factsOf(ann))?.keyId).toBe(await ann.ownKeyId());
    expect((await ann.factsOf(ben))?.keyId).toBe(await ben.ownKeyId());
  }

  it("have each other's newest keys within two minutes, and then send nothing more", async () => {
    const { ann, ben, pass } = await loseWhileManyComeAndGo(
      (message, { connectionId }) => destinationOf(message) === connectionId,
    );
    expect((await ben.factsOf(ann))?.keyId).not.toBe(await ann.ownKeyId());
    // No peer joins or leaves from here on. The two recover without such events.
    await pass(120);
    await expectCurrentKeys(ann, ben);
    expect(await pass(120)).toBe(0);
  }, 120_000);

  it("recover also when the messages of both were lost", async () => {
    const { ann, ben, pass } = await loseWhileManyComeAndGo(() => true);
    // A change of presence shows each that it has missed messages of the other.
    const passer = await Peer.start("another", new FakeClock());
    for (const peer of [ann, ben]) await peer.hearsOf(passer, "peer-joined");
    await pass(180);
    await expectCurrentKeys(ann, ben);
  }, 120_000);

  it("send a bounded number of messages when the server forges the gap", async () => {
    const clock = new FakeClock();
    const [ann, ben] = [await Peer.start("ann", clock), await Peer.start("ben", clock)];
    await meet(ann, ben);
    await clock.advance(1_000);
    const [genuine] = await vi.waitFor(() => {
      const messages = ann.outgoing();
      expect(messages).toHaveLength(1);
      return messages as [Uint8Array];
    }, waitLimit);
    await deliver(ann, ben);
    let sent = 0;
    for (let second = 0; second < 300; second++) {
      const forged = Uint8Array.from(genuine);
      new DataView(forged.buffer).setUint32(92, 1_000 + second);
      await ben.give(forged);
      await clock.advance(1_000);
      sent += ben.outgoing().length;
    }
    expect(sent).toBeLessThanOrEqual(14);
  }, 120_000);
});

describe("two peers who have each other's keys", () => {
  it("send each other no more messages without joins and leaves", async () => {
    const clock = new FakeClock();
    const [ann, ben] = [await Peer.start("ann", clock), await Peer.start("ben", clock)];
    await meet(ann, ben);
    for (let second = 0; second < 10; second++) {
      await clock.advance(1_000);
      await deliver(ann, ben);
    }
    for (let second = 0; second < 120; second++) {
      await clock.advance(1_000);
      expect([...ann.outgoing(), ...ben.outgoing()]).toEqual([]);
    }
  }, 120_000);
});
