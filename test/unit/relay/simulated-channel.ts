import { isSealedHeader } from "../../../dev-server/src/media/frames/sealed-header.ts";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type { FromWorker, WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { type Clock, systemClock } from "../../../src/protocol/clock.ts";
import { Broadcast } from "../../../src/sora/relay/broadcast.ts";
import { destinationOf } from "../../../src/sora/relay/message-head.ts";
import { senderHeader } from "../../../src/sora/relay/sender-header.ts";
import type { WorkerFacts } from "../../../src/status.ts";
import { loadFastCurves } from "../e2ee/simulation/fast-crypto.ts";
import { FakeFrame, FakeStreams, settle } from "../worker/fakes.ts";

export type Relay = "signaling" | "messaging";

export interface Traffic {
  /** Messages that peers sent, and their bytes. */
  sent: number;
  sentBytes: number;
  /** Messages that the server delivered, and their bytes. */
  delivered: number;
  deliveredBytes: number;
}

const header = senderHeader([{ type: "sender_connection_id", length: 26 }]);
const noTraffic = (): Traffic => ({ sent: 0, sentBytes: 0, delivered: 0, deliveredBytes: 0 });

export interface JoinOptions {
  /** Time from a notification to the open key channel, in milliseconds. */
  readonly channelDelay?: number;
  /** Sends audio frames, and receives those of the others. */
  readonly media?: boolean;
  /** False: it only receives. Default true. */
  readonly sends?: boolean;
}

/**
 * A channel in one process: real engines, worker cores and relays, and a server that carries key messages and frames:
 * unicast as Sora up to 2024.1 routes, or a broadcast with a sender header as messaging does.
 */
export class SimulatedChannel {
  readonly peers = new Map<string, SimulatedPeer>();
  traffic = noTraffic();
  /** The time of the last sent or handled message, in milliseconds, monotonic. */
  lastMessage = 0;
  /** Audio frames that came from peers. */
  readonly frames = { total: 0, sealed: 0 };
  #joined = 0;
  /** Requests, answers and deliveries of peers. They change while any peer computes. */
  #steps = 0;
  readonly #held = new Map<SimulatedPeer, (() => void)[]>();

  /** A clock of its own, which only the test advances. */
  constructor(
    readonly relay: Relay,
    readonly clock: Clock = systemClock,
  ) {}

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimer(resolve, milliseconds));
  }

  /** Resolves when its channel for keys is open. */
  async join({ channelDelay = 60, media = false, sends = true }: JoinOptions = {}): Promise<SimulatedPeer> {
    const peer = new SimulatedPeer(`M${this.#joined++}`.padEnd(26, "-"), this);
    const bundle = await peer.init(sends);
    const present = [...this.peers.values()];
    this.peers.set(peer.id, peer);
    this.lastMessage = this.clock.now();
    if (media) peer.startMedia(present, sends);
    await Promise.all([
      peer.begin(present, channelDelay),
      ...present.map((other) => {
        if (media) other.receiveFrom(peer);
        return other.request({ kind: "peer-joined", connectionId: peer.id, bundle });
      }),
    ]);
    return peer;
  }

  async leave(peer: SimulatedPeer): Promise<void> {
    this.peers.delete(peer.id);
    peer.close();
    this.lastMessage = this.clock.now();
    await Promise.all(
      [...this.peers.values()].map((other) => {
        other.broadcast?.forget(peer.id);
        return other.request({ kind: "peer-left", connectionId: peer.id });
      }),
    );
  }

  carry(from: SimulatedPeer, message: Uint8Array): void {
    this.lastMessage = this.clock.now();
    this.traffic.sent += 1;
    this.traffic.sentBytes += message.length;
    if (this.relay === "signaling") {
      const to = this.peers.get(destinationOf(message));
      if (to) this.#deliver(from, message, () => to.hear(message));
      return;
    }
    const body = new Uint8Array([...new TextEncoder().encode(from.id), ...message]);
    for (const to of this.peers.values()) {
      if (to !== from && to.open) this.#deliver(from, body, () => to.broadcast?.receive(body));
    }
  }

  /** Key messages of this peer wait from now on. Returns what delivers them. */
  hold(from: SimulatedPeer): () => void {
    const waiting: (() => void)[] = [];
    this.#held.set(from, waiting);
    return () => {
      this.#held.delete(from);
      for (const deliver of waiting) deliver();
    };
  }

  /** Every peer sends one audio frame. Receiving peers get the output of its transform so far. */
  exchangeFrames(): void {
    for (const peer of this.peers.values()) {
      for (const frame of peer.sent.splice(0)) {
        this.frames.total += 1;
        if (isSealedHeader(frame.bytes.subarray(1), peer.id)) this.frames.sealed += 1;
        for (const other of this.peers.values())
          other.receivers.get(peer.id)?.push(new FakeFrame(frame.bytes));
      }
      peer.sender?.push(new FakeFrame(new Uint8Array(80).fill(5)));
    }
  }

  /** Waits until every peer has finished its work before time moves on. */
  async computed(): Promise<void> {
    for (let before = -1; before !== this.#steps; ) {
      before = this.#steps;
      await settle();
    }
  }

  /** The traffic since the last call, until no message has arrived for this number of milliseconds. */
  async settled(quiet: number): Promise<Traffic> {
    while (this.clock.now() - this.lastMessage < quiet) await this.sleep(100);
    const { traffic } = this;
    this.traffic = noTraffic();
    return traffic;
  }

  stepped(): void {
    this.#steps += 1;
  }

  close(): void {
    for (const peer of this.peers.values()) peer.close();
  }

  #deliver(from: SimulatedPeer, body: Uint8Array, hear: () => void): void {
    const waiting = this.#held.get(from);
    if (waiting !== undefined) {
      waiting.push(() => this.#deliver(from, body, hear));
      return;
    }
    this.traffic.delivered += 1;
    this.traffic.deliveredBytes += body.length;
    this.stepped();
    setImmediate(hear);
  }
}

export class SimulatedPeer {
  readonly broadcast: Broadcast | null;
  open = false;
  bundle: PreKeyBundle | null = null;
  /** The refusals, as `peer code`. */
  readonly refused: string[] = [];
  sender: FakeStreams | null = null;
  readonly receivers = new Map<string, FakeStreams>();
  readonly #core: WorkerCore;
  readonly #answers = new Map<number, (message: FromWorker & { type: "response" }) => void>();
  #nextId = 0;
  #nextTransform = 0;
  #terminated = false;

  constructor(
    readonly id: string,
    readonly channel: SimulatedChannel,
  ) {
    this.broadcast =
      channel.relay === "signaling"
        ? null
        : new Broadcast({
            connectionId: id,
            header,
            clock: channel.clock,
            transmit: (message) => channel.carry(this, message),
            onKeyMessage: (message) => this.hear(message),
            onDropped: (connectionId, code) => this.refused.push(`${connectionId} ${code}`),
          });
    this.#core = new WorkerCore({
      clock: channel.clock,
      loadEngine: async () =>
        pairwise({ agreement: createKeyAgreement({}, loadFastCurves), dispose: () => undefined }),
      post: (message) => {
        if (!this.#terminated) this.#posted(message);
      },
    });
  }

  get sent(): FakeFrame[] {
    return this.sender?.out ?? [];
  }

  async init(sends: boolean): Promise<PreKeyBundle> {
    const engine = { kind: "built-in" } as const;
    const result = await this.request({
      kind: "init",
      channelId: "test",
      engine,
      broadcasts: this.broadcast !== null,
      sends,
    });
    this.bundle = (result as { readonly preKeyBundle: PreKeyBundle }).preKeyBundle;
    return this.bundle;
  }

  async begin(present: readonly SimulatedPeer[], channelDelay: number): Promise<void> {
    await this.request({ kind: "start", connectionId: this.id });
    for (const { id, bundle } of present) {
      await this.request({ kind: "peer-present", connectionId: id, bundle });
    }
    await this.channel.sleep(channelDelay);
    this.open = true;
    this.broadcast?.opened();
  }

  startMedia(present: readonly SimulatedPeer[], sends: boolean): void {
    if (sends) this.startSending();
    for (const other of present) this.receiveFrom(other);
  }

  startSending(): void {
    this.sender = this.#attach({ direction: "send" });
  }

  receiveFrom({ id }: SimulatedPeer): void {
    this.receivers.set(id, this.#attach({ direction: "receive", connectionId: id }));
  }

  hear(message: Uint8Array): void {
    const handled = (): void => {
      this.channel.lastMessage = this.channel.clock.now();
    };
    this.request({ kind: "key-message", message }).then(handled, handled);
  }

  async facts(): Promise<WorkerFacts> {
    return (await this.request({ kind: "facts" })) as WorkerFacts;
  }

  request(request: WorkerRequest): Promise<unknown> {
    const id = this.#nextId++;
    this.channel.stepped();
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (answer) =>
        answer.ok ? resolve(answer.result) : reject(new Error(answer.error.message)),
      );
      this.#core.receive({ type: "request", id, request });
    });
  }

  close(): void {
    this.broadcast?.close();
    this.#terminated = true;
  }

  #attach(
    options:
      | { readonly direction: "send" }
      | { readonly direction: "receive"; readonly connectionId: string },
  ): FakeStreams {
    const streams = new FakeStreams();
    this.#core.transforms.attach(streams, { ...options, transformId: this.#nextTransform++, kind: "audio" });
    return streams;
  }

  #posted(message: FromWorker): void {
    this.channel.stepped();
    if (message.type === "response") {
      this.#answers.get(message.id)?.(message);
      this.#answers.delete(message.id);
    } else if (message.type === "send") {
      if (this.broadcast) this.broadcast.send(message.messages);
      else for (const each of message.messages) this.channel.carry(this, each);
    } else if (message.type === "refused") {
      this.refused.push(`${message.connectionId} ${message.error.code}`);
    } else if (message.type === "failed") {
      throw new Error(message.error.message);
    }
  }
}
