import { vi } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type {
  FromWorker,
  OwnStatement,
  ParticipantSetup,
  TransformOptions,
  WorkerRequest,
  WorkerResponses,
} from "../../../src/e2ee/worker/messages.ts";
import type { MediaKind, PeerFacts, WorkerFacts } from "../../../src/status.ts";
import { type FakeClock, FakeStreams, id, settle } from "./fakes.ts";

type Response = Extract<FromWorker, { type: "response" }>;

type Announced = Pick<Peer, "connectionId" | "bundle">;

/** A new participant key that lives as long as the call. */
export const sessionKey = {
  kind: "session",
  profile: "default",
  purpose: "camera",
  previous: null,
  signer: null,
} as const;

/** A real worker core with the real key agreement. The test is the server between two of them. */
export class Peer {
  readonly connectionId: string;
  readonly posted: FromWorker[] = [];
  readonly core: WorkerCore;
  #bundle: PreKeyBundle | null = null;
  #requests = 0;
  #transforms = 0;
  #taken = 0;

  private constructor(connectionId: string, clock: FakeClock) {
    this.connectionId = connectionId;
    this.core = new WorkerCore({
      post: (message) => this.posted.push(message),
      clock,
      loadEngine: async () => pairwise({ agreement: createKeyAgreement(), dispose: () => undefined }),
    });
  }

  /** Its worker's report about its participant key. Null: it has none. */
  own: OwnStatement | null = null;

  static async start(
    name: string,
    clock: FakeClock,
    participant?: ParticipantSetup,
    sends = true,
  ): Promise<Peer> {
    const peer = new Peer(id(name), clock);
    const init = await peer.request({
      kind: "init",
      channelId: "test",
      engine: { kind: "built-in" },
      sends,
      ...(participant && { participant }),
    });
    if (!init.ok) throw new Error(init.error.message);
    const { preKeyBundle, participant: own } = init.result as WorkerResponses["init"];
    peer.#bundle = preKeyBundle;
    peer.own = own;
    await peer.request({ kind: "start", connectionId: peer.connectionId });
    return peer;
  }

  get bundle(): PreKeyBundle {
    if (this.#bundle === null) throw new Error(`${this.connectionId} has not started.`);
    return this.#bundle;
  }

  async request(request: WorkerRequest): Promise<Response> {
    const wanted = this.#requests++;
    this.core.receive({ type: "request", id: wanted, request });
    return vi.waitFor(async () => {
      await settle();
      const response = this.posted.find((message) => message.type === "response" && message.id === wanted);
      if (response?.type !== "response") throw new Error(`no response to ${request.kind}`);
      return response;
    });
  }

  /** Key messages that it sent since the last call. */
  outgoing(): Uint8Array[] {
    const sends = this.posted.filter((message) => message.type === "send");
    const messages = sends.slice(this.#taken).flatMap((send) => [...send.messages]);
    this.#taken = sends.length;
    return messages;
  }

  async give(message: Uint8Array): Promise<void> {
    await this.request({ kind: "key-message", message: new Uint8Array(message) });
  }

  async hearsOf(other: Announced, how: "peer-present" | "peer-joined"): Promise<void> {
    await this.request({ kind: how, connectionId: other.connectionId, bundle: other.bundle });
  }

  async hearsThatLeft(other: Peer): Promise<void> {
    await this.request({ kind: "peer-left", connectionId: other.connectionId });
  }

  sends(kind: MediaKind): FakeStreams {
    return this.#attach({ direction: "send", transformId: this.#transforms++, kind });
  }

  receives(kind: MediaKind, from: Peer): FakeStreams {
    const { connectionId } = from;
    return this.#attach({ direction: "receive", transformId: this.#transforms++, kind, connectionId });
  }

  async ownKeyId(): Promise<number | null> {
    const response = await this.request({ kind: "facts" });
    if (!response.ok) throw new Error(response.error.message);
    return (response.result as WorkerFacts).selfKeyId;
  }

  async factsOf(other: Pick<Peer, "connectionId">): Promise<PeerFacts | undefined> {
    const response = await this.request({ kind: "facts" });
    if (!response.ok) throw new Error(response.error.message);
    const { peers } = response.result as WorkerFacts;
    return peers.find(({ connectionId }) => connectionId === other.connectionId);
  }

  #attach(options: TransformOptions): FakeStreams {
    const streams = new FakeStreams();
    this.core.transforms.attach(streams, options, async () => undefined);
    return streams;
  }
}

export const destinationOf = (message: Uint8Array): string =>
  String.fromCharCode(...message.subarray(30, 56));

/** An honest server: hands on all key messages until there are no more. */
export async function deliver(...peers: readonly Peer[]): Promise<void> {
  for (;;) {
    const messages = peers.flatMap((peer) => peer.outgoing());
    if (messages.length === 0) return;
    for (const message of messages) {
      await peers.find(({ connectionId }) => connectionId === destinationOf(message))?.give(message);
    }
  }
}

/** `newcomer` joins a channel in which `present` was alone. */
export async function meet(present: Peer, newcomer: Peer): Promise<void> {
  await newcomer.hearsOf(present, "peer-present");
  await present.hearsOf(newcomer, "peer-joined");
  await deliver(present, newcomer);
}
