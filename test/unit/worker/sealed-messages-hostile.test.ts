import { describe, expect, it, vi } from "vitest";
import { Harness, id, keyMessage } from "./harness.ts";
import {
  createMessageKeySender,
  createSender,
  hand,
  label,
  lastSentence,
  meet,
  received,
  refusals,
  sealerOf,
  text,
} from "./message-sender.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const highestCounter = 0xffffffff;

/** Ann and Mallory are here. Mallory holds Ann's key, as every peer does, and signs with its own. */
async function withMallory() {
  const harness = await new Harness().started();
  const [ann, mallory] = [await createSender("ann", 1), await createSender("mallory", 7)];
  await meet(harness, ann, 1);
  await meet(harness, mallory, 7);
  const asAnn = async (line: string, options: { keyId?: number; counter?: number; byte?: number } = {}) => {
    const sealer = await sealerOf("ann", options.byte ?? 1, mallory.signer, options);
    return sealer.seal(label, text(line), null);
  };
  return { harness, ann, mallory, asAnn };
}

/** Bytes that begin as a sealed message of this peer. */
function junk(name: string, { keyId = 0xfffffff0, counter = 0, length = 80 } = {}): Bytes {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 2;
  view.setUint32(2, keyId);
  view.setUint32(6, counter);
  bytes.set(text(id(name)), 10);
  return bytes;
}

describe("a peer that holds Ann's key", () => {
  it("cannot send messages in Ann's name", async () => {
    const { harness, ann, asAnn } = await withMallory();
    await hand(harness, await asAnn("I am Ann"));
    await hand(harness, await ann.say("no, I am"));
    expect(received(harness)).toEqual(["ANN: no, I am"]);
    expect(refusals(harness)).toEqual(["ANN authentication-failed"]);
  });

  it("cannot silence Ann by using up the highest counter, under this key or the next", async () => {
    const { harness, ann, asAnn } = await withMallory();
    await hand(harness, await asAnn(".", { counter: highestCounter }));
    await hand(harness, await ann.say("one"));
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 1, 9) });
    await ann.move(1, 9);
    await hand(harness, await asAnn(".", { counter: highestCounter, keyId: 1, byte: 9 }));
    await hand(harness, await ann.say("two"));
    expect(received(harness)).toEqual(["ANN: one", "ANN: two"]);
  });

  it("cannot move Ann's message to another label or recipient", async () => {
    const { harness, ann, mallory } = await withMallory();
    let signature = new Uint8Array();
    const spy = await sealerOf("ann", 1, {
      signMessage: async (message) => {
        signature = new Uint8Array(await ann.signer.signMessage!(message));
        return signature;
      },
    });
    await spy.seal(label, text("yes"), null);
    const repeated = { signMessage: async () => signature };
    await hand(harness, await (await sealerOf("ann", 1, repeated)).seal("#votes", text("yes"), null), {
      under: "#votes",
    });
    await hand(harness, await (await sealerOf("ann", 1, repeated)).seal(label, text("yes"), id("self")));
    await hand(
      harness,
      await (await sealerOf("ann", 1, repeated, { counter: 5 })).seal(label, text("yes"), null),
    );
    await hand(harness, await (await sealerOf("mallory", 7, repeated)).seal(label, text("yes"), null));
    expect(received(harness)).toEqual([]);
    expect(refusals(harness)).toEqual([
      "ANN authentication-failed",
      "ANN authentication-failed",
      "ANN authentication-failed",
      "MALLORY authentication-failed",
    ]);
    await hand(harness, await mallory.say("mine"));
    expect(received(harness)).toEqual(["MALLORY: mine"]);
  });

  it("silences only itself with a counter near 2^32", async () => {
    const { harness, ann, mallory } = await withMallory();
    const sealer = await sealerOf("mallory", 7, mallory.signer, { counter: highestCounter });
    await hand(harness, await sealer.seal(label, text("last"), null));
    await hand(harness, await mallory.say("again"));
    await hand(harness, await ann.say("here"));
    expect(received(harness)).toEqual(["MALLORY: last", "ANN: here"]);
  });
});

describe("the sender that the server names", () => {
  it("must equal the sender in the message, and the named one is reported otherwise", async () => {
    const { harness, ann } = await withMallory();
    await hand(harness, await ann.say("one"), { from: "mallory" });
    await hand(harness, junk("ann"), { from: "mallory" });
    await hand(harness, await ann.say("two"), { from: "ann" });
    expect(received(harness)).toEqual(["ANN: two"]);
    expect(refusals(harness)).toEqual(["MALLORY forged-sender", "MALLORY forged-sender"]);
  });
});

describe("the order of messages", () => {
  it("is kept by refusing a message that arrives after a later one", async () => {
    const { harness, ann } = await withMallory();
    const [one, two, three] = [await ann.say("one"), await ann.say("two"), await ann.say("three")];
    for (const message of [one, three, two, one]) await hand(harness, message);
    expect(received(harness)).toEqual(["ANN: one", "ANN: three"]);
    expect(refusals(harness)).toEqual(["ANN invalid-message", "ANN invalid-message"]);
    expect(lastSentence(harness)).toContain("after a later one");
  });

  it("is kept over a key change, so that a message under the previous key is refused after one under the next", async () => {
    const { harness, ann } = await withMallory();
    const before = await ann.say("before");
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 1, 9) });
    await ann.move(1, 9);
    await hand(harness, await ann.say("after"));
    await hand(harness, before);
    expect(received(harness)).toEqual(["ANN: after"]);
  });

  it("is separate for each label", async () => {
    const { harness, ann } = await withMallory();
    for (const line of ["one", "two"]) await hand(harness, await ann.say(line));
    await hand(harness, await ann.say("other", { under: "#other" }), { under: "#other" });
    expect(received(harness)).toEqual(["ANN: one", "ANN: two", "ANN: other"]);
  });

  it("is kept against a replay, also when its sender seems to leave and to come back", async () => {
    const { harness, ann } = await withMallory();
    const sealed = await ann.say("pay");
    await hand(harness, sealed);
    await hand(harness, sealed);
    await harness.request({ kind: "peer-left", connectionId: id("ann") });
    await meet(harness, ann, 1);
    await hand(harness, sealed);
    await hand(harness, await ann.say("once"));
    expect(received(harness)).toEqual(["ANN: pay", "ANN: once"]);
  });
});

describe("invalid messages in the name of a peer", () => {
  it("do not delay that peer's messages, and do not use up their space", async () => {
    const { harness, ann } = await withMallory();
    for (let i = 0; i < 200; i++) void hand(harness, junk("ann", { counter: i }));
    await hand(harness, await ann.say("one"));
    await vi.waitFor(() => expect(received(harness)).toEqual(["ANN: one"]));
    await harness.clock.advance(9_000);
    await hand(harness, await ann.say("two"));
    expect(received(harness)).toEqual(["ANN: one", "ANN: two"]);
  });

  it("do not remove a genuine message that waits for its key, in either order of arrival", async () => {
    const { harness, ann } = await withMallory();
    await ann.move(1, 9);
    await hand(harness, await ann.say("one"));
    for (let i = 0; i < 200; i++) void hand(harness, junk("ann", { keyId: 1, counter: i }));
    await hand(harness, await ann.say("two"));
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 1, 9) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ANN: one", "ANN: two"]));
  });

  it("of made-up senders do not remove messages that wait for a peer's key", async () => {
    const { harness, ann } = await withMallory();
    await ann.move(1, 9);
    await hand(harness, await ann.say("one"));
    for (let i = 0; i < 600; i++) void hand(harness, junk(`nobody-${i}`));
    await hand(harness, await ann.say("two"));
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 1, 9) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ANN: one", "ANN: two"]));
  });

  it("under one label do not delay another label", async () => {
    const { harness, ann } = await withMallory();
    for (let i = 0; i < 200; i++) void hand(harness, junk("ann", { counter: i }));
    await hand(harness, await ann.say("other", { under: "#other" }), { under: "#other" });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ANN: other"]));
  });
});

describe("a signing key that is announced beside the bundle", () => {
  it("is valid for its own peer only", async () => {
    const { harness } = await withMallory();
    const bob = await createMessageKeySender("bob", 2);
    const announced = { connectionId: id("bob"), bundle: bob.bundle, messageKey: bob.messageKey };
    await harness.request({ kind: "peer-joined", ...announced });
    await harness.request({ kind: "key-message", message: keyMessage(id("bob"), 0, 2) });
    await hand(harness, await bob.say("hello"));
    await hand(harness, await (await sealerOf("ann", 1, bob.signer)).seal(label, text("I am Ann"), null));
    expect(received(harness)).toEqual(["BOB: hello"]);
    expect(refusals(harness)).toEqual(["ANN authentication-failed"]);
  });

  it("is refused when the server adds it to a peer that has signed with its identity key", async () => {
    const { harness, ann } = await withMallory();
    await hand(harness, await ann.say("one"));
    const evil = await createMessageKeySender("ann", 1);
    await harness.request({ kind: "peer-left", connectionId: id("ann") });
    const announced = { connectionId: id("ann"), bundle: ann.bundle, messageKey: evil.messageKey };
    await harness.request({ kind: "peer-present", ...announced });
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 0, 1) });
    await hand(harness, await evil.say("two"));
    expect(received(harness)).toEqual(["ANN: one"]);
    expect(refusals(harness)).toEqual(["ANN authentication-failed"]);
  });

  it.each([
    ["is too short", btoa("k".repeat(31))],
    ["is not base64", "?".repeat(44)],
    ["is of low order, so that everybody can sign with it", btoa(`\x01${"\0".repeat(31)}`)],
  ])("is ignored when it %s", async (_what, messageKey) => {
    const { harness } = await withMallory();
    const bob = await createMessageKeySender("bob", 2);
    await harness.request({ kind: "peer-joined", connectionId: id("bob"), bundle: bob.bundle, messageKey });
    await harness.request({ kind: "key-message", message: keyMessage(id("bob"), 0, 2) });
    await hand(harness, await bob.say("hello"));
    expect(received(harness)).toEqual([]);
    expect(refusals(harness)).toEqual(["BOB authentication-failed"]);
  });
});

describe("attacks on messages by a server or a stranger", () => {
  it.each<[string, (sealed: Bytes) => Uint8Array, string]>([
    ["a changed bit", (sealed) => sealed.with(-1, sealed.at(-1)! ^ 1), "ANN authentication-failed"],
    ["another recipient", (sealed) => toOne(sealed), "ANN authentication-failed"],
    ["another counter", (sealed) => sealed.with(9, 5), "ANN authentication-failed"],
    ["another kind of signature", (sealed) => sealed.with(1, 2), "ANN authentication-failed"],
    ["another sender", (sealed) => fromMallory(sealed), "MALLORY authentication-failed"],
    ["a cut", (sealed) => sealed.subarray(0, 40), "ANN authentication-failed"],
    ["a flag that means nothing", (sealed) => sealed.with(1, 4), "? invalid-message"],
    ["no header", () => text("hello in the clear"), "? invalid-message"],
    ["another version", (sealed) => sealed.with(0, 3), "? invalid-message"],
    ["nothing", () => new Uint8Array(), "? invalid-message"],
    ["a past key", (sealed) => sealed.with(5, 0), "ANN invalid-message"],
  ])("%s: no message is delivered, and the peer is reported", async (_what, change, refusal) => {
    const harness = await new Harness().started();
    const ann = await createSender("ann", 1, 3);
    await meet(harness, ann, 1, 3);
    await meet(harness, await createSender("mallory", 2, 3), 2, 3);
    await hand(harness, change(new Uint8Array(await ann.say("words"))));
    await harness.clock.advance(10_000);
    expect([received(harness), refusals(harness)]).toEqual([[], [refusal]]);
  });

  it("another recipient cannot decrypt the message, even before any signature is checked", async () => {
    const { harness, ann } = await withMallory();
    const sealed = new Uint8Array(await ann.say("for bob", { to: "bob" }));
    sealed.set(text(id("self")), 36);
    await hand(harness, sealed);
    expect([received(harness), refusals(harness)]).toEqual([[], ["ANN authentication-failed"]]);
    expect(lastSentence(harness)).toContain("not sealed with its sender's key");
  });

  it("a message of version 1 is refused, and the reason names its version", async () => {
    const { harness } = await withMallory();
    await hand(harness, junk("ann").with(0, 1));
    expect(refusals(harness)).toEqual(["? invalid-message"]);
    expect(lastSentence(harness)).toContain("version 1");
  });

  it("a message under another label is not decrypted", async () => {
    const { harness, ann } = await withMallory();
    await hand(harness, await ann.say("words", { under: "#reactions" }));
    expect([received(harness), refusals(harness)]).toEqual([[], ["ANN authentication-failed"]]);
  });

  it("a peer without keys cannot send a message that is delivered", async () => {
    const harness = await new Harness().started();
    await harness.request({ kind: "peer-present", connectionId: id("mallory"), bundle: null });
    await hand(harness, await (await createSender("mallory", 4)).say("words"));
    await harness.clock.advance(10_000);
    expect(received(harness)).toEqual([]);
  });
});

function fromMallory(sealed: Bytes): Uint8Array {
  return new Uint8Array([...sealed.subarray(0, 10), ...text(id("mallory")), ...sealed.subarray(36)]);
}

function toOne(sealed: Bytes): Uint8Array {
  const head = sealed.with(1, 1).subarray(0, 36);
  return new Uint8Array([...head, ...text(id("self")), ...sealed.subarray(36)]);
}
