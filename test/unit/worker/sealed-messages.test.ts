import { describe, expect, it, vi } from "vitest";
import { framesPerKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { openFrame } from "../../../src/e2ee/media/stateless-frame.ts";
import { parseMessageHeader } from "../../../src/e2ee/messages/message-header.ts";
import { MessageSealer, maxMessageLength } from "../../../src/e2ee/messages/message-sealer.ts";
import { bundle, Harness, id, keyMessage, material } from "./harness.ts";
import {
  createMessageKeySender,
  createSender,
  hand,
  label,
  meet,
  received,
  refusals,
  sealerOf,
  text,
  words,
} from "./message-sender.ts";

describe("an app's message", () => {
  it("reaches every holder of the sender's key, with its true sender, in order", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 1);
    await meet(harness, alice, 1);
    for (const line of ["one", "two", "three"]) await hand(harness, await alice.say(line));
    expect(received(harness)).toEqual(["ALICE: one", "ALICE: two", "ALICE: three"]);
    expect(refusals(harness)).toEqual([]);
  });

  it("reveals only its length, its sender and its key id to the server", async () => {
    const alice = await createSender("alice", 1, 7);
    const sealed = await alice.say("the plain words");
    expect(parseMessageHeader(sealed)).toEqual({
      keyId: 7,
      counter: 0,
      signedBy: "identity",
      from: id("alice"),
      to: null,
      end: 36,
    });
    expect(words(sealed)).not.toContain("plain");
    expect(sealed).toHaveLength(36 + 64 + "the plain words".length + 16);
  });

  it("uses another key than frames, and neither can be decrypted as the other", async () => {
    const alice = await createSender("alice", 1);
    const sealed = await alice.say("words");
    const asFrame = new Uint8Array([0x19, 0, 0, ...text(id("alice")), ...sealed.subarray(36)]);
    const options = { secretKeyMaterial: material(1), connectionId: id("alice"), keyId: 0 };
    await expect(openFrame({ ...options, frameType: "audio", sealed: asFrame })).rejects.toMatchObject({
      code: expect.stringMatching(/^frame-/u),
    });
  });

  it("to one peer is dropped silently by the others", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 1);
    await meet(harness, alice, 1);
    await hand(harness, await alice.say("for bob", { to: "bob" }));
    await hand(harness, await alice.say("for you", { to: "self" }));
    expect(received(harness)).toEqual(["ALICE: for you"]);
    expect(harness.posted.findLast(({ type }) => type === "message")).toMatchObject({
      message: { addressed: true },
    });
    expect(refusals(harness)).toEqual([]);
  });

  it("from ourselves is dropped when it comes back", async () => {
    const harness = await new Harness().started();
    const response = await harness.request({ kind: "seal-message", label, data: text("mine"), to: null });
    if (!response.ok) throw new Error("not sealed");
    await hand(harness, response.result as Uint8Array);
    expect([received(harness), refusals(harness)]).toEqual([[], []]);
  });

  it("is delivered with the key of its sender that signed it", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 1);
    await meet(harness, alice, 1);
    const bob = await createMessageKeySender("bob", 2);
    const announced = { connectionId: id("bob"), bundle: bob.bundle, messageKey: bob.messageKey };
    await harness.request({ kind: "peer-joined", ...announced });
    await harness.request({ kind: "key-message", message: keyMessage(id("bob"), 0, 2) });
    await hand(harness, await alice.say("built-in"));
    await hand(harness, await bob.say("wasm"));
    const messages = harness.posted.flatMap((posted) => (posted.type === "message" ? [posted.message] : []));
    expect(messages.map(({ data, signedBy }) => [words(data), signedBy])).toEqual([
      ["built-in", "identity"],
      ["wasm", "message-key"],
    ]);
  });
});

describe("a message that comes before its key", () => {
  it("waits for the key, and so do later messages of its sender", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 7, 1);
    await meet(harness, alice, 1);
    for (const line of ["one", "two"]) await hand(harness, await alice.say(line));
    expect(received(harness)).toEqual([]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: one", "ALICE: two"]));
  });

  it("stays before a message that arrives together with the key", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 7, 1);
    await meet(harness, alice, 1);
    const [one, two] = [await alice.say("one"), await alice.say("two")];
    await hand(harness, one);
    const key = harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
    await hand(harness, two);
    await key;
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: one", "ALICE: two"]));
  });

  it("waits while the key is only our guess, and is decrypted with the real key", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 7, 1);
    await meet(harness, alice, 1);
    harness.agreement.remote = { [id("alice")]: { keyId: 1, secretKeyMaterial: material(99) } };
    await harness.request({ kind: "peer-joined", connectionId: id("carol"), bundle });
    await hand(harness, await alice.say("real"));
    expect([received(harness), refusals(harness)]).toEqual([[], []]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: real"]));
  });

  it("is refused when its key does not arrive in time", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 7, 1);
    await meet(harness, alice, 1);
    await hand(harness, await alice.say("words"));
    await harness.clock.advance(9_000);
    expect([received(harness), refusals(harness)]).toEqual([[], ["ALICE invalid-message"]]);
  });

  it("waits for the notification of its sender", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 1);
    await hand(harness, await alice.say("early"));
    await meet(harness, alice, 1);
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: early"]));
  });

  it("is removed when its peer leaves, and leaves no timer", async () => {
    const harness = await new Harness().started();
    const alice = await createSender("alice", 7, 1);
    await meet(harness, alice, 1);
    await hand(harness, await alice.say("words"));
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    await harness.clock.advance(20_000);
    expect([received(harness), refusals(harness)]).toEqual([[], []]);
  });
});

describe("the sealing of messages", () => {
  it("is refused without a key, for a too long message and for an unknown recipient", async () => {
    const early = new Harness();
    await early.request({ kind: "init", channelId: "test", engine: { kind: "built-in" } });
    const harness = await new Harness().started();
    const seal = { kind: "seal-message", label, data: text("words"), to: null } as const;
    const answers = await Promise.all([
      early.request(seal),
      harness.request({ ...seal, data: new Uint8Array(maxMessageLength + 1) }),
      harness.request({ ...seal, to: "bob" }),
      harness.request({ ...seal, label: "#\ud800" }),
      harness.request({ ...seal, data: new Uint8Array(maxMessageLength) }),
    ]);
    expect(answers.map((answer) => (answer.ok ? "sealed" : answer.error.code))).toEqual([
      "invalid-state",
      "invalid-options",
      "invalid-options",
      "invalid-options",
      "sealed",
    ]);
  });

  it("never uses a counter twice under one label, also with a new key", async () => {
    const alice = await createSender("alice", 1);
    const counters: (number | undefined)[] = [];
    for (const keyId of [0, 0, 1, 1]) {
      await alice.move(keyId, keyId + 1);
      counters.push(parseMessageHeader(await alice.say("words"))?.counter);
    }
    expect(counters).toEqual([0, 1, 2, 3]);
    expect(parseMessageHeader(await alice.say("words", { under: "#other" }))?.counter).toBe(0);
  });

  it("keeps the order of the counters with signatures of any duration", async () => {
    const delays = [20, 10, 0];
    const faster = { signMessage: () => signAfter(delays.shift() ?? 0) };
    const sealer = await sealerOf("alice", 1, faster);
    const order: (number | undefined)[] = [];
    const seal = async () => {
      order.push(parseMessageHeader(await sealer.seal(label, text("words"), null))?.counter);
    };
    await Promise.all([seal(), seal(), seal()]);
    expect(order).toEqual([0, 1, 2]);
  });

  it("stops when its counter is used up", async () => {
    const sealer = await sealerOf("alice", 1, (await createSender("alice", 1)).signer, {
      counter: framesPerKey,
    });
    await expect(sealer.seal(label, text("words"), null)).rejects.toMatchObject({ code: "key-exhausted" });
  });

  it("never produces an unsigned message when the engine cannot sign", async () => {
    const sealer = await sealerOf("alice", 1, {});
    await expect(sealer.seal(label, text("words"), null)).rejects.toMatchObject({ code: "invalid-state" });
    await expect(new MessageSealer().seal(label, text("words"), null)).rejects.toMatchObject({
      code: "invalid-state",
    });
  });
});

async function signAfter(ms: number): Promise<Uint8Array> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return new Uint8Array(64);
}
