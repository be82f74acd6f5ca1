import { SoraE2EEError } from "../../../errors.ts";
import { type Clock, Deadline } from "../../../protocol/clock.ts";
import { ChunkAssembler, type Envelope, groupIdLength, parseEnvelope, writeEnvelopes } from "./envelope.ts";
import { FindingBack } from "./finding-back.ts";
import { type PeerKeyPackage, readKeyPackage } from "./group.ts";
import { type EpochEntered, GroupLife } from "./group-life.ts";
import { HeldMessages, type Outcome, type Waiting } from "./held-messages.ts";
import { LossSigns } from "./loss-signs.ts";
import { refusal } from "./outcomes.ts";
import { OwnPackages } from "./own-packages.ts";
import { Pace } from "./pace.ts";
import { MlsPeers, requestGap, text } from "./peers.ts";
import { ProofExchange } from "./proof-exchange.ts";
import { StateExchange } from "./state-exchange.ts";
import type { LoadedSuite } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The longest key package that a peer may ask with, in bytes. One with post-quantum keys has 2.7 kB. */
const longestKeyPackage = 8192;
/**
 * The maximum length of a welcome in bytes: a fixed part, and a part for each member. A member takes half of its part at
 * most. A commit may have half of this length.
 */
const messageBase = 16 * 1024;
const messagePerPeer = { x25519: 1024, "x-wing": 6 * 1024 };

export interface MlsSessionOptions {
  readonly suite: LoadedSuite;
  readonly clock: Clock;
  /** For ids of groups. */
  readonly randomBytes: (length: number) => Bytes;
  /** To one peer, or to all (null), in this order. */
  readonly send: (messages: readonly Bytes[]) => void;
  readonly entered: (change: EpochEntered) => Promise<void>;
  /** This peer holds its private identity key. Others that announced the same key get nothing further. */
  readonly proved: (connectionId: string) => void;
  readonly refused: (connectionId: string | null, error: SoraE2EEError) => void;
  /** True when frames of any peer open. */
  readonly opensFrames: () => boolean;
  /** Runs a task of ours in turn with the owner's calls. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

/**
 * One peer's view of the MLS group of a channel (docs/protocol.md#15-mls). It takes the page's notifications
 * and the relay's messages, and performs due actions. Its owner calls one method at a time.
 */
export class MlsSession {
  readonly #options: MlsSessionOptions;
  readonly #peers = new MlsPeers();
  readonly #chunks = new ChunkAssembler();
  readonly #own: OwnPackages;
  readonly #pace = new Pace();
  readonly #findingBack = new FindingBack(this.#pace);
  readonly #signs: LossSigns;
  readonly #held: HeldMessages;
  readonly #proofs: ProofExchange;
  readonly #states: StateExchange;
  readonly #group: GroupLife;
  readonly #deadline: Deadline;
  /** The time of the timer, also after it has fired, until its task runs. */
  #timerAt = Number.POSITIVE_INFINITY;
  /** The time at which the waiting messages are tried again for requests that came soon after others. */
  #retryAt = Number.POSITIVE_INFINITY;
  #selfId = "";
  #messages = 0;
  #ended = false;

  constructor(options: MlsSessionOptions) {
    this.#options = options;
    const { suite, entered, refused, randomBytes } = options;
    const now = () => options.clock.now();
    this.#own = new OwnPackages(suite);
    this.#signs = new LossSigns({
      now,
      lag: () => this.#pace.lag,
      opensFrames: options.opensFrames,
      lost: (at) => this.#findingBack.lose(at),
    });
    this.#held = new HeldMessages({
      now,
      lag: () => this.#pace.lag,
      isPeer: (connectionId) => this.#peers.find(connectionId) !== undefined,
      handle: (envelope) => this.#try(envelope),
      refused: ({ source }, error) => refused(source, error),
      expired: (envelope, why) => this.#expired(envelope, why),
    });
    this.#proofs = new ProofExchange({
      suite,
      now,
      proved: (connectionId) => this.#proved(connectionId),
      present: () =>
        this.#peers.all.map(({ connectionId, announced: { identityKey } }) => ({
          connectionId,
          identityKey,
        })),
      send: (destination, { id, epoch }, payload) => this.#send("proof", destination, id, epoch, payload),
    });
    this.#states = new StateExchange({
      now,
      signs: this.#signs,
      group: () => this.#group.current,
      isLost: () => this.#findingBack.isLost,
      opensFrames: options.opensFrames,
      send: (destination, { id, epoch }, payload) => this.#send("state", destination, id, epoch, payload),
    });
    this.#group = new GroupLife({
      suite,
      now,
      selfId: () => this.#selfId,
      peers: this.#peers,
      own: this.#own,
      proofs: this.#proofs,
      findingBack: this.#findingBack,
      pace: this.#pace,
      randomBytes,
      send: (...message) => this.#send(...message),
      entered: (change) => {
        this.#signs.entered(change.newGroup);
        this.#states.entered(change.size);
        return entered(change);
      },
      refused,
      changed: () => this.#held.changed(),
    });
    this.#deadline = new Deadline(options.clock, () => options.enqueue(() => this.#advance()));
  }

  /** Makes our key package. To be announced before `start`. */
  async init(): Promise<Bytes> {
    return (await this.#own.fresh(null)).bytes;
  }

  /** Our connection id is known. `alone` is true when no peer was in the channel before us. */
  async start(connectionId: string, alone: boolean): Promise<void> {
    this.#selfId = connectionId;
    this.#findingBack.begin(this.#options.clock.now());
    if (alone) await this.#group.found();
    await this.#advance();
  }

  /**
   * Adds a peer of the channel. Null when its identity key is ours, or another connection has proved it.
   * @throws SoraE2EEError for an invalid key package
   */
  async peerPresent(connectionId: string, keyPackage: Uint8Array): Promise<PeerKeyPackage | null> {
    const announced = await readKeyPackage(this.#options.suite.algorithms, keyPackage);
    if (announced === null || announced.credential !== "") {
      throw new SoraE2EEError("invalid-bundle", "An MLS key package is damaged or of another suite.");
    }
    const own = this.#options.suite.identityKey;
    if (text(announced.identityKey) === text(own) || !this.#peers.add(connectionId, announced)) return null;
    await this.#group.announced(connectionId, text(announced.identityKey));
    await this.#advance();
    return announced;
  }

  async peerLeft(connectionId: string): Promise<void> {
    this.#peers.remove(connectionId, this.#options.clock.now());
    this.#forget(connectionId);
    this.#group.changed();
    await this.#advance();
  }

  /**
   * Frames of these peers come with keys that we do not have.
   * @param times as in `LossSigns.unopened`
   */
  async unopened(times: ReadonlyMap<string, number>, opened: number): Promise<void> {
    const group = this.#group.current;
    if (group === null) return;
    const present = new Map([...times].filter(([id]) => this.#peers.find(id) !== undefined));
    this.#states.tell(this.#signs.unopened(present, opened, group.leaves.length));
    await this.#advance();
  }

  /** Handles one message from the relay. @throws SoraE2EEError for a refused message */
  async receive(bytes: Uint8Array): Promise<void> {
    const part = parseEnvelope(bytes);
    if (part.source === this.#selfId)
      throw refusal("invalid-message", "An MLS message came back to its sender.");
    if (part.destination !== null && part.destination !== this.#selfId) return;
    const envelope = this.#chunks.add(part);
    if (envelope === null) return;
    if (envelope.kind === "request") await this.#request(envelope);
    else if (envelope.kind === "state") {
      if (this.#peers.find(envelope.source) !== undefined) this.#states.receive(envelope);
    } else {
      const outcome = await this.#try(envelope);
      if (outcome instanceof SoraE2EEError) throw outcome;
      if (outcome !== "done") this.#held.add(envelope, outcome);
    }
    // Due actions wait for the messages that are here already. One of them may make an action needless.
    await this.#held.retry();
    this.#schedule();
  }

  close(): void {
    this.#ended = true;
    this.#deadline.clear();
    this.#held.clear();
    this.#own.clear();
    this.#group.close();
  }

  async #request(envelope: Envelope): Promise<void> {
    const peer = this.#peers.find(envelope.source);
    if (peer === undefined) return;
    const { payload } = envelope;
    const isShort = payload.length <= longestKeyPackage;
    const fresh = isShort ? await readKeyPackage(this.#options.suite.algorithms, payload) : null;
    if (fresh?.credential !== envelope.source || text(fresh.identityKey) !== peer.key) {
      throw refusal("authentication-failed", "An MLS request has another peer's key package.");
    }
    this.#proved(peer.connectionId);
    const now = this.#options.clock.now();
    const isAnswered = this.#group.current?.hasLeafOf(fresh) ?? false;
    if (this.#peers.request(peer, fresh, now, { lag: this.#pace.lag, isAnswered })) this.#group.changed();
    else this.#retryAt = Math.min(this.#retryAt, now + requestGap);
  }

  /** Its key package was sent in public, so other peers may have announced it as well. */
  #proved(connectionId: string): void {
    const peer = this.#peers.find(connectionId);
    if (peer === undefined) return;
    for (const copy of this.#peers.proved(peer)) this.#forget(copy);
    this.#options.proved(connectionId);
  }

  #forget(connectionId: string): void {
    this.#proofs.forget(connectionId);
    this.#chunks.forget(connectionId);
    this.#signs.forget(connectionId);
  }

  async #try(envelope: Envelope): Promise<Outcome> {
    const peer = this.#peers.find(envelope.source);
    const { kind, payload } = envelope;
    // A welcome costs one signature check for each leaf, and a commit one for each addition. A long message would cost us
    // more than its sender.
    const longest = messageBase + (this.#peers.size + 1) * messagePerPeer[this.#options.suite.suite];
    if (peer === undefined || payload.length > (kind === "commit" ? longest / 2 : longest)) return "presence";
    switch (kind) {
      case "welcome":
        return this.#group.welcome(envelope, peer);
      case "commit":
        return this.#group.commit(envelope, peer);
      default:
        if (payload.length > 0) this.#group.heardIn(envelope.groupId, peer);
        await this.#proofs.receive(envelope);
        return "done";
    }
  }

  /** A message has waited in vain. */
  #expired({ kind, groupId, source }: Envelope, why: Waiting): void {
    const group = this.#group.current;
    if (group !== null && text(groupId) !== text(group.id)) return;
    if (group !== null && why === "behind" && kind === "commit") this.#signs.missedCommit(source);
    if (why !== "presence") return;
    const sentence = "An MLS commit or welcome does not match the peers.";
    this.#options.refused(source, refusal("invalid-message", sentence));
  }

  /** Performs due actions, and sets the timer for the next ones. */
  async #advance(): Promise<void> {
    this.#timerAt = Number.POSITIVE_INFINITY;
    if (this.#ended || this.#selfId === "") return;
    if (this.#retryAt <= this.#options.clock.now()) {
      this.#retryAt = Number.POSITIVE_INFINITY;
      this.#group.changed();
    }
    await this.#held.retry(true);
    await this.#findBack();
    await this.#group.advance();
    this.#states.advance();
    this.#schedule();
  }

  /** Asks to be added, or makes a new group after requests without an answer. */
  async #findBack(): Promise<void> {
    const step = this.#findingBack.next(this.#options.clock.now(), this.#selfId, this.#peers.all);
    if (step === "new-group") await this.#group.found();
    if (step !== "request") return;
    const { bytes } = await this.#own.fresh(this.#selfId);
    this.#send("request", null, new Uint8Array(groupIdLength), this.#group.current?.epoch ?? 0, bytes);
  }

  #send(
    kind: Envelope["kind"],
    destination: string | null,
    groupId: Bytes,
    epoch: number,
    payload: Bytes,
  ): void {
    this.#messages += 1;
    const head = { kind, source: this.#selfId, destination, groupId, epoch, message: this.#messages };
    this.#options.send(writeEnvelopes(head, payload));
  }

  #schedule(): void {
    if (this.#ended) return;
    this.#proofs.ask(this.#group.members.map(({ connectionId }) => connectionId));
    const due = [
      this.#held.due,
      this.#retryAt,
      this.#proofs.askAt,
      this.#states.dueAt,
      this.#group.commitAt(),
      this.#findingBack.due(this.#selfId, this.#peers.all),
    ].filter((at) => at !== null);
    const soon = this.#options.clock.now() + 1;
    // Each message leads here. A flood of them must not delay an action that is due.
    if (this.#timerAt <= soon) return;
    this.#deadline.clear();
    this.#timerAt = Math.max(soon, Math.min(...due));
    if (this.#timerAt < Number.POSITIVE_INFINITY) this.#deadline.set(this.#timerAt);
  }
}
