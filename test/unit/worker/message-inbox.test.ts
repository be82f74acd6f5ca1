import { beforeEach, describe, expect, it } from "vitest";
import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { CounterMemory } from "../../../src/e2ee/messages/counter-memory.ts";
import { parseMessageHeader } from "../../../src/e2ee/messages/message-header.ts";
import { MessageInbox } from "../../../src/e2ee/messages/message-inbox.ts";
import { MessageSealer } from "../../../src/e2ee/messages/message-sealer.ts";
import { MessageSender } from "../../../src/e2ee/messages/message-sender.ts";
import { senderKeys, signingKeys } from "../../../src/e2ee/messages/sender-keys.ts";
import { WaitingRoom } from "../../../src/e2ee/messages/waiting-room.ts";
import { FakeClock, id, material } from "./fakes.ts";
import { createSender, label, type Sender, sealerOf, text, words } from "./message-sender.ts";

const key = (byte: number, keyId: number) => importFrameKey(material(byte), keyId, "decrypt");

let clock: FakeClock;
let ring: KeyRing;
let ann: Sender;
let inbox: MessageInbox;
let delivered: string[];
let refused: string[];

beforeEach(async () => {
  clock = new FakeClock();
  ring = new KeyRing(clock);
  ring.add(await key(1, 0), false);
  ann = await createSender("ann", 1);
  [delivered, refused] = [[], []];
  inbox = new MessageInbox({
    clock,
    loadEd25519: async () => nativeEd25519,
    deliver: ({ data }) => delivered.push(words(data)),
    refused: (_connectionId, { code }) => refused.push(code),
  });
  inbox.start(id("self"));
  inbox.peerAdded(id("ann"), { ring, ...senderKeys(ann.bundle, null) });
});

const accept = async (message: Uint8Array | Promise<Uint8Array>) =>
  inbox.accept(label, new Uint8Array(await message), null);

/** Bytes in Ann's name that claim to wait for this key. */
function junk(keyId: number, counter: number, length = 80): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = 2;
  const view = new DataView(bytes.buffer);
  view.setUint32(2, keyId);
  view.setUint32(6, counter);
  bytes.set(text(id("ann")), 10);
  return bytes;
}

describe("messages that wait for a key", () => {
  beforeEach(() => ann.move(1, 9));

  it("are delivered before a message that arrives together with the key", async () => {
    await accept(ann.say("one"));
    const [two, real] = [new Uint8Array(await ann.say("two")), await key(9, 1)];
    const taken = inbox.accept(label, two, null);
    ring.add(real, false);
    await taken;
    expect([delivered, refused]).toEqual([["one", "two"], []]);
  });

  it.each([
    ["many", 300, 80],
    ["large", 60, 60_000],
  ])("keep the first and the newest of them when there are too %s", async (_what, count, length) => {
    await accept(ann.say("one"));
    for (let sent = 0; sent < count; sent++) await accept(junk(1, 100 + sent, length));
    await accept(ann.say("two"));
    const dropped = refused.length;
    expect(dropped).toBeGreaterThan(0);
    ring.add(await key(9, 1), false);
    await accept(ann.say("three"));
    expect(delivered).toEqual(["one", "two", "three"]);
    // The number of kept messages is limited, and each of them was refused in turn.
    expect(refused.length).toBe(count);
    expect(count - dropped).toBeLessThan(64);
  });

  it("are removed after 8 s, each reported once, and leave no timer", async () => {
    await accept(ann.say("one"));
    await clock.advance(4_000);
    await accept(ann.say("two"));
    await clock.advance(4_000);
    expect(refused).toEqual(["invalid-message"]);
    await clock.advance(4_000);
    expect(refused).toEqual(["invalid-message", "invalid-message"]);
    expect(clock.pending).toBe(0);
    ring.add(await key(9, 1), false);
    await accept(ann.say("three"));
    expect(delivered).toEqual(["three"]);
  });

  it("of a busy sender are removed first when there are too many in all", async () => {
    await accept(ann.say("one"));
    const others = Array.from({ length: 80 }, (_, i) => `peer-${i}`);
    for (const name of others) {
      const peerRing = new KeyRing(clock);
      inbox.peerAdded(id(name), { ring: peerRing, ...senderKeys(ann.bundle, null) });
      for (let sent = 0; sent < 60; sent++) {
        const bytes = junk(5, sent);
        bytes.set(text(id(name)), 10);
        await accept(bytes);
      }
    }
    expect(refused.length).toBeGreaterThan(0);
    ring.add(await key(9, 1), false);
    await accept(ann.say("two"));
    expect(delivered).toEqual(["one", "two"]);
  });

  it("are removed when the inbox closes", async () => {
    await accept(ann.say("one"));
    inbox.stop();
    ring.add(await key(9, 1), false);
    await clock.advance(20_000);
    expect([delivered, refused, clock.pending]).toEqual([[], [], 0]);
  });
});

describe("remembered counters of messages", () => {
  it("belong to one signing key, so that another key under the same id cannot use them up", async () => {
    await accept(ann.say("one"));
    const server = await createSender("server", 1);
    inbox.peerAdded(id("ann"), { ring, ...senderKeys(server.bundle, null) });
    const asAnn = await sealerOf("ann", 1, server.signer, { counter: 0xffffffff });
    await accept(asAnn.seal(label, text("the server's own"), null));
    inbox.peerAdded(id("ann"), { ring, ...senderKeys(ann.bundle, null) });
    await accept(ann.say("two"));
    expect(delivered).toEqual(["one", "the server's own", "two"]);
  });
});

describe("an announced key of low order", () => {
  it("is not accepted for signatures, because anyone can make signatures that it verifies", async () => {
    const neutral = Uint8Array.of(1, ...new Uint8Array(31));
    const signature = Uint8Array.of(...neutral, ...new Uint8Array(32));
    expect(await nativeEd25519.verify(neutral, signature, new Uint8Array(100))).toBe(true);
    inbox.peerAdded(id("ann"), { ring, ...senderKeys(ann.bundle, btoa(String.fromCharCode(...neutral))) });
    const signer = { signMessage: async () => signature, messageKey: () => "" };
    await accept((await sealerOf("ann", 1, signer)).seal(label, text("words"), null));
    expect([delivered, refused]).toEqual([[], ["authentication-failed"]]);
  });
});

describe("the memory of counters", () => {
  const [ours, theirs] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];

  it("keeps one counter for each sender, signing key and label", () => {
    const memory = new CounterMemory();
    expect([memory.highest("ann", ours, "#a"), memory.knows("ann", ours)]).toEqual([null, false]);
    expect(memory.commit("ann", ours, "#a", 0)).toBe(true);
    expect(memory.commit("ann", ours, "#b", 7)).toBe(true);
    expect(memory.commit("ann", ours, "#a", 3)).toBe(true);
    expect([memory.highest("ann", ours, "#a"), memory.highest("ann", ours, "#b")]).toEqual([3, 7]);
    expect([memory.highest("ann", theirs, "#a"), memory.highest("ben", ours, "#a")]).toEqual([null, null]);
    expect([memory.knows("ann", ours), memory.knows("ann", theirs)]).toEqual([true, false]);
  });

  it("takes no further labels when it is full, and still counts the known ones", () => {
    const memory = new CounterMemory();
    const taken = Array.from({ length: 16_384 }, (_, i) => memory.commit("ann", ours, `#${i}`, 0));
    expect(taken).not.toContain(false);
    expect(memory.commit("ann", ours, "#more", 0)).toBe(false);
    expect(memory.commit("ben", ours, "#0", 0)).toBe(false);
    expect(memory.knows("ben", ours)).toBe(false);
    expect(memory.commit("ann", ours, "#0", 5)).toBe(true);
    expect(memory.highest("ann", ours, "#0")).toBe(5);
  });

  it("refuses the message of a new sender when it is full, and delivers nothing", async () => {
    const memory = new CounterMemory();
    memory.commit = () => false;
    const codes: string[] = [];
    const sender = new MessageSender({
      connectionId: id("ann"),
      keys: { ring, ...senderKeys(ann.bundle, null) },
      memory,
      waiting: new WaitingRoom({
        limits: { messages: 1, bytes: 1, totalMessages: 1, totalBytes: 1 },
        clock,
        dropped: () => undefined,
      }),
      clock,
      ed25519: async () => nativeEd25519,
      deliver: ({ data }) => delivered.push(words(data)),
      refused: ({ code }) => codes.push(code),
      onKey: () => undefined,
    });
    const message = new Uint8Array(await ann.say("one"));
    const header = parseMessageHeader(message);
    if (header === null) throw new Error("The message has no header.");
    await sender.take({ label, header, message, until: clock.now() });
    expect([delivered, codes]).toEqual([[], ["message-flood"]]);
  });
});

describe("a sealed message", () => {
  it("may be empty, and says if it is for us only", async () => {
    const messages: (readonly [string, boolean])[] = [];
    inbox = new MessageInbox({
      clock,
      loadEd25519: async () => nativeEd25519,
      deliver: ({ data, addressed }) => messages.push([words(data), addressed]),
      refused: () => undefined,
    });
    inbox.start(id("self"));
    inbox.peerAdded(id("ann"), { ring, ...senderKeys(ann.bundle, null) });
    await accept(ann.say(""));
    await accept(ann.say("for you", { to: "self" }));
    expect(messages).toEqual([
      ["", false],
      ["for you", true],
    ]);
  });

  it.each([true, false])(
    "of a peer that leaves during the verification is neither delivered nor refused (valid: %s)",
    async (valid) => {
      inbox = new MessageInbox({
        clock,
        loadEd25519: async () => ({
          verify: async () => {
            inbox.peerRemoved(id("ann"));
            return valid;
          },
        }),
        deliver: ({ data }) => delivered.push(words(data)),
        refused: (_connectionId, { code }) => refused.push(code),
      });
      inbox.start(id("self"));
      inbox.peerAdded(id("ann"), { ring, ...senderKeys(ann.bundle, null) });
      await accept(ann.say("one"));
      expect([delivered, refused]).toEqual([[], []]);
    },
  );

  it("is not delivered after the end", async () => {
    inbox.stop();
    await accept(ann.say("one"));
    expect(delivered).toEqual([]);
  });

  it("waits with a few others when it comes before the notification of its sender", async () => {
    const ben = await createSender("ben", 2);
    for (let sent = 0; sent < 20; sent++) await accept(ben.say(String(sent)));
    expect(refused).toHaveLength(20 - 8);
    const benRing = new KeyRing(clock);
    benRing.add(await key(2, 0), false);
    inbox.peerAdded(id("ben"), { ring: benRing, ...senderKeys(ben.bundle, null) });
    await accept(ben.say("last"));
    expect(delivered).toHaveLength(9);
    expect([delivered[0], delivered.at(-1)]).toEqual(["0", "last"]);
  });

  it("is not sealed before there is a key", async () => {
    const sealer = new MessageSealer();
    sealer.start(id("ann"), ann.signer);
    await expect(sealer.seal(label, text("words"), null)).rejects.toMatchObject({ code: "invalid-state" });
  });
});

it("a participant key vouches for the announced signing key, or else for the identity key", () => {
  const { identityKey } = senderKeys(ann.bundle, null);
  expect(signingKeys(ann.bundle, null)).toEqual({ identityKey, messageKey: identityKey });
  expect(signingKeys(ann.bundle, ann.bundle.signedPreKey).messageKey).not.toEqual(identityKey);
});
