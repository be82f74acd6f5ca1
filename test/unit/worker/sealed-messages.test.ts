import { describe, expect, it, vi } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/built-in.ts";
import type { PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { framesPerKey, openFrame } from "../../../src/e2ee/media/frame.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-keys.ts";
import { parseMessageHeader } from "../../../src/e2ee/messages/message-header.ts";
import { MessageSealer, maxMessageLength } from "../../../src/e2ee/messages/message-sealer.ts";
import { parseKeyMessage } from "../../../src/e2ee/protocol/key-message.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import type { FromWorker, WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import type { WorkerFacts } from "../../../src/status.ts";
import { FakeClock } from "./fakes.ts";
import { bundle, Harness, id, keyMessage, material, settle } from "./harness.ts";

const label = "#chat";
const text = (words: string) => new TextEncoder().encode(words);
const words = (data: Uint8Array) => new TextDecoder().decode(data);

type Bytes = Uint8Array<ArrayBuffer>;
const toBytes = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

/** A sealer of another member whose material is one byte over and over. */
async function sealerOf(name: string, byte: number, keyId = 0): Promise<MessageSealer> {
  const sealer = new MessageSealer();
  sealer.start(id(name));
  sealer.setKey(await importFrameKey(material(byte), keyId, "encrypt"));
  return sealer;
}

function received(harness: Harness): string[] {
  return harness.posted.flatMap((posted) =>
    posted.type === "message"
      ? [`${posted.message.from.replaceAll("-", "")}: ${words(posted.message.data)}`]
      : [],
  );
}

function refusals(harness: Harness): string[] {
  return harness.posted.flatMap((posted) =>
    posted.type === "refused"
      ? [`${posted.connectionId?.replaceAll("-", "") ?? "?"} ${posted.error.code}`]
      : [],
  );
}

async function hand(harness: Harness, message: Uint8Array, under = label): Promise<void> {
  harness.core.receive({ type: "sealed-message", label: under, message: toBytes(message) });
  await settle();
}

describe("an app's message", () => {
  it("reaches everybody who holds the sender's key, with its true sender, in order", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 1);
    for (const line of ["one", "two", "three"])
      await hand(harness, await alice.seal(label, text(line), null));
    expect(received(harness)).toEqual(["ALICE: one", "ALICE: two", "ALICE: three"]);
    expect(refusals(harness)).toEqual([]);
  });

  it("shows nothing of itself on the way but its length, its sender and its key id", async () => {
    const alice = await sealerOf("alice", 1, 7);
    const sealed = await alice.seal(label, text("the plain words"), null);
    expect(parseMessageHeader(sealed)).toEqual({
      keyId: 7,
      counter: 0,
      from: id("alice"),
      to: null,
      end: 36,
    });
    expect(words(sealed)).not.toContain("plain");
    expect(sealed).toHaveLength(36 + "the plain words".length + 16);
  });

  it("is not sealed with the key of frames: neither opens as the other", async () => {
    const alice = await sealerOf("alice", 1);
    const sealed = await alice.seal(label, text("words"), null);
    const asFrame = new Uint8Array([0x19, 0, 0, ...text(id("alice")), ...sealed.subarray(36)]);
    const options = { secretKeyMaterial: material(1), connectionId: id("alice"), keyId: 0 };
    await expect(openFrame({ ...options, frameType: "audio", sealed: asFrame })).rejects.toMatchObject({
      code: expect.stringMatching(/^frame-/u),
    });
  });

  it("to one member is dropped by the others, without a word", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 1);
    await hand(harness, await alice.seal(label, text("for bob"), id("bob")));
    await hand(harness, await alice.seal(label, text("for you"), id("self")));
    expect(received(harness)).toEqual(["ALICE: for you"]);
    expect(harness.posted.findLast(({ type }) => type === "message")).toMatchObject({
      message: { addressed: true },
    });
    expect(refusals(harness)).toEqual([]);
  });

  it("of our own that comes back is dropped", async () => {
    const harness = await new Harness().started();
    const response = await harness.request({ kind: "seal-message", label, data: text("mine"), to: null });
    if (!response.ok) throw new Error("not sealed");
    await hand(harness, response.result as Uint8Array);
    expect([received(harness), refusals(harness)]).toEqual([[], []]);
  });
});

describe("what a server or a stranger can do to a message", () => {
  it.each<[string, (sealed: Bytes) => Uint8Array, string]>([
    ["a changed bit", (sealed) => sealed.with(-1, sealed.at(-1)! ^ 1), "ALICE authentication-failed"],
    ["another recipient", (sealed) => toOne(sealed), "ALICE authentication-failed"],
    ["another counter", (sealed) => sealed.with(9, 5), "ALICE authentication-failed"],
    ["another sender", (sealed) => fromBob(sealed), "BOB authentication-failed"],
    ["a cut", (sealed) => sealed.subarray(0, 40), "ALICE authentication-failed"],
    ["no header", () => text("hello in the clear"), "? invalid-message"],
    ["another version", (sealed) => sealed.with(0, 2), "? invalid-message"],
    ["a past key", (sealed) => sealed.with(5, 0), "ALICE invalid-message"],
  ])("%s: nothing is delivered, and it is told who it was", async (_what, change, refusal) => {
    const harness = await new Harness().started();
    await harness.request({ kind: "member-present", connectionId: id("alice"), bundle });
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 3, 1) });
    await harness.request({ kind: "member-present", connectionId: id("bob"), bundle });
    await harness.request({ kind: "key-message", message: keyMessage(id("bob"), 3, 2) });
    const alice = await sealerOf("alice", 1, 3);
    await hand(harness, change(toBytes(await alice.seal(label, text("words"), null))));
    await harness.clock.advance(10_000);
    expect([received(harness), refusals(harness)]).toEqual([[], [refusal]]);
  });

  it("a replay is refused, under a new key too", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 1);
    const sealed = await alice.seal(label, text("pay"), null);
    await hand(harness, sealed);
    await hand(harness, sealed);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 9) });
    await hand(harness, sealed);
    expect(received(harness)).toEqual(["ALICE: pay"]);
    expect(refusals(harness)).toEqual(["ALICE invalid-message", "ALICE invalid-message"]);
  });

  it("a message under another label does not open", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 1);
    await hand(harness, await alice.seal("#reactions", text("words"), null));
    expect([received(harness), refusals(harness)]).toEqual([[], ["ALICE authentication-failed"]]);
  });

  it("a member without keys sends nothing that is delivered", async () => {
    const harness = await new Harness().started();
    await harness.request({ kind: "member-present", connectionId: id("mallory"), bundle: null });
    const mallory = await sealerOf("mallory", 4);
    await hand(harness, await mallory.seal(label, text("words"), null));
    await harness.clock.advance(10_000);
    expect(received(harness)).toEqual([]);
  });
});

describe("a message that comes before its key", () => {
  it("waits for it, and those behind it wait too", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 7, 1);
    for (const line of ["one", "two"]) await hand(harness, await alice.seal(label, text(line), null));
    expect(received(harness)).toEqual([]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: one", "ALICE: two"]));
  });

  it("waits while the key is only our guess, and opens with the real one", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    harness.agreement.remote = { [id("alice")]: { keyId: 1, secretKeyMaterial: material(99) } };
    await harness.request({ kind: "member-joined", connectionId: id("carol"), bundle });
    const alice = await sealerOf("alice", 7, 1);
    await hand(harness, await alice.seal(label, text("real"), null));
    expect([received(harness), refusals(harness)]).toEqual([[], []]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: real"]));
  });

  it("is refused when no key comes", async () => {
    const harness = await new Harness().started();
    await harness.member("alice", 1);
    const alice = await sealerOf("alice", 7, 1);
    await hand(harness, await alice.seal(label, text("words"), null));
    await harness.clock.advance(9_000);
    expect([received(harness), refusals(harness)]).toEqual([[], ["ALICE invalid-message"]]);
  });

  it("waits for the news of its sender", async () => {
    const harness = await new Harness().started();
    const alice = await sealerOf("alice", 1);
    await hand(harness, await alice.seal(label, text("early"), null));
    await harness.member("alice", 1);
    await vi.waitFor(() => expect(received(harness)).toEqual(["ALICE: early"]));
  });
});

describe("sealing", () => {
  it("is refused before there is a key, and when the message is too long or its recipient is none", async () => {
    const early = new Harness();
    await early.request({ kind: "init", engine: { kind: "built-in" } });
    const harness = await new Harness().started();
    const answers = await Promise.all([
      early.request({ kind: "seal-message", label, data: text("words"), to: null }),
      harness.request({ kind: "seal-message", label, data: new Uint8Array(maxMessageLength + 1), to: null }),
      harness.request({ kind: "seal-message", label, data: text("words"), to: "bob" }),
      harness.request({ kind: "seal-message", label, data: new Uint8Array(maxMessageLength), to: null }),
    ]);
    expect(answers.map((answer) => (answer.ok ? "sealed" : answer.error.code))).toEqual([
      "invalid-state",
      "invalid-options",
      "invalid-options",
      "sealed",
    ]);
  });

  it("never uses a counter twice under one label, not with a new key either", async () => {
    const sealer = await sealerOf("alice", 1);
    const counters: (number | undefined)[] = [];
    for (const keyId of [0, 0, 1, 1]) {
      sealer.setKey(await importFrameKey(material(keyId + 1), keyId, "encrypt"));
      counters.push(parseMessageHeader(await sealer.seal(label, text("words"), null))?.counter);
    }
    expect(counters).toEqual([0, 1, 2, 3]);
    expect(parseMessageHeader(await sealer.seal("#other", text("words"), null))?.counter).toBe(0);
  });

  it("ends when the counter does", async () => {
    const sealer = new MessageSealer(framesPerKey);
    sealer.start(id("alice"));
    sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
    await expect(sealer.seal(label, text("words"), null)).rejects.toMatchObject({ code: "key-exhausted" });
  });
});

describe("who can read: real members", () => {
  it("one who left opens nothing that was sealed after, one who joined nothing that was sealed before", async () => {
    const channel = new Channel();
    const [ann, ben] = [await channel.join("ann"), await channel.join("ben")];
    const before = await ann.seal("before cho");
    const cho = await channel.join("cho");
    const during = await ann.seal("with cho");
    channel.leave(cho);
    const after = await ann.seal("after cho");
    for (const sealed of [before, during, after]) {
      for (const member of [ben, cho])
        member.core.receive({ type: "sealed-message", label, message: sealed });
    }
    await vi.waitFor(() => expect(ben.received).toEqual(["before cho", "with cho", "after cho"]));
    await cho.clock.advance(20_000);
    expect(cho.received).toEqual(["with cho"]);
  });
});

function fromBob(sealed: Bytes): Uint8Array {
  return new Uint8Array([...sealed.subarray(0, 10), ...text(id("bob")), ...sealed.subarray(36)]);
}

function toOne(sealed: Bytes): Uint8Array {
  return new Uint8Array([
    sealed[0]!,
    1,
    ...sealed.subarray(2, 36),
    ...text(id("self")),
    ...sealed.subarray(36),
  ]);
}

/** Real workers with the built-in engine; key messages travel at once. */
class Channel {
  readonly #members: RealMember[] = [];

  async join(name: string): Promise<RealMember> {
    const member = new RealMember(id(name), (message) => this.#relay(message));
    await member.start();
    const others = this.#members.slice();
    this.#members.push(member);
    for (const other of others) {
      await member.request({
        kind: "member-present",
        connectionId: other.connectionId,
        bundle: other.bundle,
      });
      await other.request({
        kind: "member-joined",
        connectionId: member.connectionId,
        bundle: member.bundle,
      });
    }
    await vi.waitFor(async () => {
      for (const one of this.#members) expect(await one.keysOfOthers()).toBe(others.length);
    });
    return member;
  }

  /** The others hear of it; the one who left goes on listening to everything. */
  leave(gone: RealMember): void {
    this.#members.splice(this.#members.indexOf(gone), 1);
    for (const member of this.#members) {
      void member.request({ kind: "member-left", connectionId: gone.connectionId });
    }
  }

  #relay(message: Uint8Array): void {
    const { destination } = parseKeyMessage(message);
    const to = this.#members.find(({ connectionId }) => connectionId === destination) ?? null;
    void to?.request({ kind: "key-message", message });
  }
}

class RealMember {
  readonly clock = new FakeClock();
  readonly received: string[] = [];
  readonly core: WorkerCore;
  bundle!: PreKeyBundle;
  #next = 0;
  readonly #answers = new Map<number, (answer: FromWorker & { type: "response" }) => void>();

  constructor(
    readonly connectionId: string,
    relay: (message: Uint8Array) => void,
  ) {
    this.core = new WorkerCore({
      clock: this.clock,
      loadEngine: async () => ({ agreement: createKeyAgreement(), dispose: () => undefined }),
      post: (posted) => {
        if (posted.type === "response") this.#answers.get(posted.id)?.(posted);
        if (posted.type === "send") for (const message of posted.messages) relay(message);
        if (posted.type === "message") this.received.push(words(posted.message.data));
      },
    });
  }

  async keysOfOthers(): Promise<number> {
    const { peers } = await this.request<WorkerFacts>({ kind: "facts" });
    return peers.filter(({ keyId }) => keyId !== null).length;
  }

  async start(): Promise<void> {
    this.bundle = (
      await this.request<{ preKeyBundle: PreKeyBundle }>({
        kind: "init",
        engine: { kind: "built-in" },
      })
    ).preKeyBundle;
    await this.request({ kind: "start", connectionId: this.connectionId });
  }

  async seal(line: string): Promise<Bytes> {
    return toBytes(
      await this.request<Uint8Array>({ kind: "seal-message", label, data: text(line), to: null }),
    );
  }

  request<Result>(request: WorkerRequest): Promise<Result> {
    return new Promise((resolve, reject) => {
      const number = this.#next++;
      this.#answers.set(number, (answer) =>
        answer.ok ? resolve(answer.result as Result) : reject(new Error(answer.error.message)),
      );
      this.core.receive({ type: "request", id: number, request });
    });
  }
}
