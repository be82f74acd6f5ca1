import { beforeEach, describe, expect, it } from "vitest";
import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { MessageInbox } from "../../../src/e2ee/messages/message-inbox.ts";
import { senderKeys } from "../../../src/e2ee/messages/sender-keys.ts";
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
    // The kept messages are bounded, and each was refused in turn.
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
