import { expect, it, vi } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { KeyAgreement, PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type { FromWorker, WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { parseKeyMessage } from "../../../src/protocol/key-message.ts";
import type { WorkerFacts } from "../../../src/status.ts";
import { FakeClock, FakeFrame, FakeStreams, id } from "./fakes.ts";

/** Workers with the built-in engine, all their messages to their pages, and all their secrets. */
class Channel {
  readonly posted: FromWorker[] = [];
  readonly secrets: Uint8Array[] = [];
  readonly #peers = new Map<string, { readonly core: WorkerCore; readonly bundle: PreKeyBundle }>();
  readonly #answers = new Map<number, (result: unknown) => void>();
  #next = 0;

  async join(name: string): Promise<FakeStreams> {
    const core = new WorkerCore({
      clock: new FakeClock(),
      loadEngine: async () => pairwise({ agreement: this.#watched(), dispose: () => undefined }),
      post: (message) => this.#post(message),
    });
    const init = { kind: "init", channelId: "test", engine: { kind: "built-in" } } as const;
    const { preKeyBundle } = await this.#ask<{ preKeyBundle: PreKeyBundle }>(core, init);
    await this.#ask(core, { kind: "start", connectionId: id(name) });
    const others = [...this.#peers];
    this.#peers.set(id(name), { core, bundle: preKeyBundle });
    for (const [other, { core: theirs, bundle }] of others) {
      await this.#ask(core, { kind: "peer-present", connectionId: other, bundle });
      await this.#ask(theirs, { kind: "peer-joined", connectionId: id(name), bundle: preKeyBundle });
    }
    const streams = new FakeStreams();
    core.transforms.attach(streams, { direction: "send", transformId: 1, kind: "video" });
    await vi.waitFor(async () => {
      for (const { core: each } of this.#peers.values()) {
        const { peers } = await this.#ask<WorkerFacts>(each, { kind: "facts" });
        expect(peers.filter(({ keyId }) => keyId !== null)).toHaveLength(this.#peers.size - 1);
      }
    });
    return streams;
  }

  async leave(name: string): Promise<void> {
    this.#peers.delete(id(name));
    for (const { core } of this.#peers.values()) {
      await this.#ask(core, { kind: "peer-left", connectionId: id(name) });
    }
  }

  /** A message that cannot be opened, for its refusal. */
  async forge(from: string, to: string): Promise<void> {
    const message = new Uint8Array(148).fill(7);
    message.set([1, 0, 0, 52]);
    message.set(new TextEncoder().encode(id(from) + id(to)), 4);
    const { core } = this.#peers.get(id(to)) ?? {};
    if (core) await this.#ask(core, { kind: "key-message", message });
  }

  #post(message: FromWorker): void {
    this.posted.push(message);
    if (message.type === "response" && message.ok) this.#answers.get(message.id)?.(message.result);
    if (message.type !== "send") return;
    for (const each of message.messages) {
      const to = this.#peers.get(parseKeyMessage(each).destination);
      if (to) void this.#ask(to.core, { kind: "key-message", message: each });
    }
  }

  #ask<Result>(core: WorkerCore, request: WorkerRequest): Promise<Result> {
    const number = this.#next++;
    const answer = new Promise<Result>((resolve) => {
      this.#answers.set(number, (result) => resolve(result as Result));
    });
    core.receive({ type: "request", id: number, request });
    return answer;
  }

  /** The built-in engine, with its private keys and materials noted. */
  #watched(): KeyAgreement {
    const { secrets } = this;
    const note = <Value>(value: Value): Value => {
      if (typeof value === "object" && value !== null) {
        for (const [key, each] of Object.entries(value)) {
          if (/[sS]ecretKeyMaterial$/u.test(key) && each instanceof Uint8Array) secrets.push(each.slice());
          else note(each);
        }
      }
      return value;
    };
    const agreement = createKeyAgreement({
      randomBytes: (length) => {
        const drawn = crypto.getRandomValues(new Uint8Array(length));
        secrets.push(drawn.slice());
        return drawn;
      },
    });
    const { start, startSession, stopSession, receiveMessage } = agreement;
    return Object.assign(agreement, {
      start: async (...args) => note(await start.apply(agreement, args)),
      startSession: async (...args) => note(await startSession.apply(agreement, args)),
      stopSession: async (...args) => note(await stopSession.apply(agreement, args)),
      receiveMessage: async (...args) => note(await receiveMessage.apply(agreement, args)),
    } satisfies Partial<KeyAgreement>);
  }
}

/** Every string and byte array in a message, as text that can be searched for a secret. */
function readable(value: unknown): string[] {
  if (typeof value === "string") return [value.toLowerCase()];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString("hex")];
  if (typeof value !== "object" || value === null) return [];
  return [JSON.stringify(value).toLowerCase(), ...Object.values(value).flatMap(readable)];
}

function spellings(secret: Uint8Array): string[] {
  const bytes = Buffer.from(secret);
  return [bytes.toString("hex"), bytes.toString("base64").slice(0, 42).toLowerCase(), bytes.join(",")];
}

it("no message from a worker to its page holds a private key or key material", async () => {
  const channel = new Channel();
  const camera = await channel.join("ann");
  await channel.join("ben");
  await channel.join("cho");
  camera.push(new FakeFrame(new Uint8Array(40), "key"));
  await channel.forge("ben", "ann");
  await channel.leave("cho");
  await vi.waitFor(() => expect(camera.out).toHaveLength(1));

  const kinds = new Set(channel.posted.map(({ type }) => type));
  expect([...kinds].sort()).toEqual(["facts", "refused", "response", "send"]);
  // At least five draws of each peer, and one of each peer that is notified of a leave. Materials are counted
  // in addition.
  expect(new Set(channel.secrets.map((secret) => secret.join())).size).toBeGreaterThan(17);
  const told = channel.posted.flatMap(readable);
  const found = channel.secrets.filter((secret) =>
    spellings(secret).some((spelling) => told.some((text) => text.includes(spelling))),
  );
  expect(found).toEqual([]);
});
