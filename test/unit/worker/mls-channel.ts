import { vi } from "vitest";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import { mlsLoader } from "../../../src/e2ee/worker/engine-mls.ts";
import type {
  AnnouncedPeer,
  FromWorker,
  OwnStatement,
  WorkerRequest,
  WorkerResponses,
} from "../../../src/e2ee/worker/messages.ts";
import type { MlsSuite } from "../../../src/protocol/mls.ts";
import type { PeerFacts, WorkerFacts } from "../../../src/status.ts";
import { suites } from "../e2ee/mls/parties.ts";
import { FakeClock, FakeFrame, FakeStreams, id, settle } from "./fakes.ts";

/** Worker cores of an MLS call. Each message goes to all others, as on the messaging relay. */
export class MlsChannel {
  readonly clock = new FakeClock();
  readonly peers: MlsPeer[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(readonly suite: MlsSuite = "x25519") {}

  async join(name: string, change: Partial<AnnouncedPeer> = {}): Promise<MlsPeer> {
    const peer = new MlsPeer(id(name), this);
    await peer.init(change);
    const others = [...this.peers];
    await peer.ask({ kind: "start", connectionId: peer.id, joins: others.length > 0 });
    this.peers.push(peer);
    for (const other of others) {
      await peer.ask({ kind: "peer-present", ...other.announced });
      await other.ask({ kind: "peer-joined", ...peer.announced });
    }
    return peer;
  }

  async leave(peer: MlsPeer): Promise<void> {
    this.peers.splice(this.peers.indexOf(peer), 1);
    for (const other of this.peers) await other.ask({ kind: "peer-left", connectionId: peer.id });
  }

  spread(from: MlsPeer, message: Uint8Array): void {
    for (const peer of this.peers) {
      if (peer === from) continue;
      const handled = peer.ask({ kind: "key-message", message }).then(
        () => undefined,
        () => undefined,
      );
      this.#underWay.add(handled);
      void handled.then(() => this.#underWay.delete(handled));
    }
  }

  /** Time passes, in steps in which everybody does what is due. */
  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      await this.clock.advance(50);
      await this.#idle();
    }
  }

  /** All messages are handled, and what they led to. */
  async #idle(): Promise<void> {
    do {
      await Promise.all(this.#underWay);
      // Changes of presence wait for their turn behind all other work.
      const nobody = { kind: "peer-left", connectionId: id("nobody") } as const;
      for (const peer of this.peers) await peer.ask(nobody);
    } while (this.#underWay.size > 0);
  }
}

export class MlsPeer {
  readonly posted: FromWorker[] = [];
  readonly core: WorkerCore;
  readonly streams = new FakeStreams();
  /** Its worker's report about its participant key. */
  own: OwnStatement | null = null;
  announced: AnnouncedPeer = { connectionId: "", bundle: null };
  #requests = 0;
  #transforms = 1;

  constructor(
    readonly id: string,
    readonly channel: MlsChannel,
  ) {
    this.core = new WorkerCore({
      clock: channel.clock,
      loadEngine: mlsLoader(suites[channel.suite]),
      post: (posted) => {
        this.posted.push(posted);
        if (posted.type === "send") for (const message of posted.messages) channel.spread(this, message);
      },
    });
    this.core.transforms.attach(
      this.streams,
      { direction: "send", transformId: 0, kind: "audio" },
      async () => undefined,
    );
  }

  async init(change: Partial<AnnouncedPeer>): Promise<void> {
    const engine = { kind: "mls", suite: this.channel.suite } as const;
    const keys = (await this.ask({
      kind: "init",
      channelId: "test",
      engine,
      participant: { kind: "session", profile: "default", purpose: "camera", previous: null, signer: null },
    })) as WorkerResponses["init"];
    this.own = keys.participant;
    this.announced = {
      connectionId: this.id,
      bundle: keys.preKeyBundle,
      statement: keys.participant?.statement,
      ...(keys.keyPackage !== null && { keyPackage: keys.keyPackage }),
      ...change,
    };
  }

  /** A transform for the frames of this peer. */
  receiver(of: MlsPeer): FakeStreams {
    const streams = new FakeStreams();
    const options = {
      direction: "receive",
      transformId: this.#transforms++,
      kind: "audio",
      connectionId: of.id,
    } as const;
    this.core.transforms.attach(streams, options, async () => undefined);
    return streams;
  }

  /** The output of the sender's transform for this plain frame. */
  async sealed(plain: Uint8Array): Promise<FakeFrame | undefined> {
    const before = this.streams.out.length;
    this.streams.push(new FakeFrame(plain, undefined));
    for (let turns = 0; turns < 20 && this.streams.out.length === before; turns++) await settle();
    return this.streams.out[before];
  }

  async facts(): Promise<WorkerFacts> {
    return (await this.ask({ kind: "facts" })) as WorkerFacts;
  }

  async seen(peer: MlsPeer): Promise<PeerFacts> {
    const found = (await this.facts()).peers.find(({ connectionId }) => connectionId === peer.id);
    if (found === undefined) throw new Error(`${this.id} does not know ${peer.id}`);
    return found;
  }

  async ask(request: WorkerRequest): Promise<unknown> {
    const requestId = this.#requests++;
    this.core.receive({ type: "request", id: requestId, request });
    const answer = await vi.waitFor(async () => {
      await settle();
      const found = this.posted.find((posted) => posted.type === "response" && posted.id === requestId);
      if (found?.type !== "response") throw new Error(`no response to ${request.kind}`);
      return found;
    });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.result;
  }
}
