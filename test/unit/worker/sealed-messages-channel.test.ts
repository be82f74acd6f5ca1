import { describe, expect, it, vi } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type { FromWorker, WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { parseKeyMessage } from "../../../src/protocol/key-message.ts";
import type { WorkerFacts } from "../../../src/status.ts";
import { FakeClock } from "./fakes.ts";
import { id } from "./harness.ts";
import { label, text, words } from "./message-sender.ts";

type Bytes = Uint8Array<ArrayBuffer>;

describe("readers of sealed messages", () => {
  it("a peer that left cannot decrypt later messages, and a peer that joined cannot decrypt earlier ones", async () => {
    const channel = new Channel();
    const [ann, ben] = [await channel.join("ann"), await channel.join("ben")];
    const before = await ann.seal("before cho");
    const cho = await channel.join("cho");
    const during = await ann.seal("with cho");
    channel.leave(cho);
    const after = await ann.seal("after cho");
    for (const sealed of [before, during, after]) {
      for (const peer of [ben, cho]) peer.core.receive({ type: "sealed-message", label, message: sealed });
    }
    await vi.waitFor(() => expect(ben.received).toEqual(["before cho", "with cho", "after cho"]));
    await cho.clock.advance(20_000);
    expect(cho.received).toEqual(["with cho"]);
  });
});

/** Real workers with the built-in engine; key messages travel at once. */
class Channel {
  readonly #peers: RealPeer[] = [];

  async join(name: string): Promise<RealPeer> {
    const peer = new RealPeer(id(name), (message) => this.#relay(message));
    await peer.start();
    const others = this.#peers.slice();
    this.#peers.push(peer);
    for (const other of others) {
      await peer.request({
        kind: "peer-present",
        connectionId: other.connectionId,
        bundle: other.bundle,
      });
      await other.request({
        kind: "peer-joined",
        connectionId: peer.connectionId,
        bundle: peer.bundle,
      });
    }
    await vi.waitFor(async () => {
      for (const one of this.#peers) expect(await one.keysOfOthers()).toBe(others.length);
    });
    return peer;
  }

  /** The others are notified. The peer that left continues to receive all messages. */
  leave(gone: RealPeer): void {
    this.#peers.splice(this.#peers.indexOf(gone), 1);
    for (const peer of this.#peers) {
      void peer.request({ kind: "peer-left", connectionId: gone.connectionId });
    }
  }

  #relay(message: Uint8Array): void {
    const { destination } = parseKeyMessage(message);
    const to = this.#peers.find(({ connectionId }) => connectionId === destination) ?? null;
    void to?.request({ kind: "key-message", message });
  }
}

class RealPeer {
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
      loadEngine: async () => pairwise({ agreement: createKeyAgreement(), dispose: () => undefined }),
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
        channelId: "test",
        engine: { kind: "built-in" },
      })
    ).preKeyBundle;
    await this.request({ kind: "start", connectionId: this.connectionId });
  }

  async seal(line: string): Promise<Bytes> {
    return new Uint8Array(
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
