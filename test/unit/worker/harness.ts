import { vi } from "vitest";
import { type FrameType, sealFrame } from "../../../src/e2ee/media/index.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type { FromWorker, TransformOptions, WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import type { PeerFacts, WorkerFacts } from "../../../src/status.ts";
import {
  bundle,
  bundleOf,
  FakeAgreement,
  FakeClock,
  FakeFrame,
  FakeStreams,
  id,
  keyMessage,
  material,
  settle,
} from "./fakes.ts";

/** A worker core with everything around it in memory. */
export class Harness {
  readonly clock = new FakeClock();
  readonly agreement = new FakeAgreement();
  readonly posted: FromWorker[] = [];
  /** Set before `started`: the engine cannot announce, and makes fresh keys instead. */
  renew: Parameters<typeof pairwise>[0]["renew"];
  keyFrameRequests = 0;
  readonly core = new WorkerCore({
    post: (message) => this.posted.push(message),
    clock: this.clock,
    loadEngine: async () =>
      pairwise({
        agreement: this.agreement,
        dispose: () => undefined,
        ...(this.renew ? { renew: this.renew } : {}),
      }),
  });
  #nextRequest = 0;
  #nextTransform = 0;
  /** Number of messages posted before the page reported this peer's leave. */
  readonly #leftAt = new Map<string, number>();
  readonly #counters = new Map<string, number>();

  async request(request: WorkerRequest): Promise<FromWorker & { type: "response" }> {
    const requestId = this.#nextRequest++;
    if (request.kind === "peer-left") this.#leftAt.set(request.connectionId, this.posted.length);
    this.core.receive({ type: "request", id: requestId, request: withOwnKey(request) });
    return vi.waitFor(async () => {
      await settle();
      const response = this.posted.find((message) => message.type === "response" && message.id === requestId);
      if (response?.type !== "response") throw new Error(`no response to ${request.kind}`);
      return response;
    });
  }

  async started(): Promise<this> {
    await this.request({ kind: "init", channelId: "test", engine: { kind: "built-in" } });
    await this.request({ kind: "start", connectionId: id("self") });
    return this;
  }

  /** A peer that is here with key id 0 and a material of this byte. */
  async joined(name: string, byte: number): Promise<void> {
    await this.request({ kind: "peer-present", connectionId: id(name), bundle });
    await this.request({ kind: "key-message", message: keyMessage(id(name), 0, byte) });
  }

  sender(kind: "audio" | "video"): FakeStreams & { transformId: number } {
    return this.attach({ direction: "send", transformId: this.#nextTransform++, kind });
  }

  receiver(kind: "audio" | "video", name: string): FakeStreams & { transformId: number } {
    return this.attach({
      direction: "receive",
      transformId: this.#nextTransform++,
      kind,
      connectionId: id(name),
    });
  }

  attach(options: TransformOptions): FakeStreams & { transformId: number } {
    const streams = Object.assign(new FakeStreams(), { transformId: options.transformId });
    this.core.transforms.attach(streams, options, async () => {
      this.keyFrameRequests++;
    });
    return streams;
  }

  /** The next frame of this peer, as it comes from the network. */
  async sealed(name: string, byte: number, type: FrameType = "delta", keyId = 0): Promise<FakeFrame> {
    const counter = this.#counters.get(name) ?? 0;
    this.#counters.set(name, counter + 1);
    const sealed = await sealFrame({
      secretKeyMaterial: material(byte),
      connectionId: id(name),
      keyId,
      counter,
      frameType: type,
      plain: new Uint8Array(40).fill(counter % 251),
    });
    return new FakeFrame(sealed, type === "audio" ? undefined : type);
  }

  async facts(): Promise<WorkerFacts> {
    const response = await this.request({ kind: "facts" });
    if (!response.ok) throw new Error("no facts");
    return response.result as WorkerFacts;
  }

  async peer(name: string): Promise<PeerFacts> {
    const peer = (await this.facts()).peers.find(({ connectionId }) => connectionId === id(name));
    if (peer === undefined) throw new Error(`no facts of ${name}`);
    return peer;
  }

  /** The last report to the page. A peer that left is removed. */
  lastFacts(name: string): PeerFacts | undefined {
    const told = this.posted
      .slice(this.#leftAt.get(id(name)) ?? 0)
      .flatMap((message) => (message.type === "facts" ? message.facts.peers : []));
    return told.findLast(({ connectionId }) => connectionId === id(name));
  }

  /** The status that the page was last told. */
  reported(name: string): string | undefined {
    const encryption = this.lastFacts(name)?.encryption;
    return encryption?.status === "failing" ? `failing ${encryption.reason}` : encryption?.status;
  }
}

/** Each connection has an identity key of its own. */
function withOwnKey(request: WorkerRequest): WorkerRequest {
  if (request.kind !== "peer-present" && request.kind !== "peer-joined") return request;
  if (request.bundle !== bundle) return request;
  return { ...request, bundle: bundleOf(request.connectionId) };
}

export { bundle, FakeFrame, FakeStreams, id, keyMessage, material, settle };
