import type { Clock } from "../../protocol/clock.ts";
import { readConnectionId } from "../../protocol/connection-id.ts";
import { readStatement } from "../../protocol/identity-statement.ts";
import { sourceOffset } from "../../protocol/key-message.ts";
import { parseMessageHeader } from "../messages/message-header.ts";
import { MessageInbox } from "../messages/message-inbox.ts";
import { MessageSealer } from "../messages/message-sealer.ts";
import { signingKeys } from "../messages/sender-keys.ts";
import { RefusalLimit } from "../refusal-limit.ts";
import type { CallKeys, LoadEngine, LoadedEngine } from "./engines.ts";
import { FactsReporter } from "./facts-reporter.ts";
import {
  droppedMessages,
  endsCall,
  invalidState,
  invalidStatement,
  invalidStreamId,
  keysExhausted,
  toFailure,
  unsupportedMedia,
} from "./failure.ts";
import { TransformHost } from "./host.ts";
import { Identities, unknownIdentity } from "./identities.ts";
import { InboundPacing } from "./inbound-pacing.ts";
import { takeHints } from "./media-hints.ts";
import type { PostToPage, ToWorker, WorkerRequest, WorkerResponses } from "./messages.ts";
import { OwnParticipant } from "./own-participant.ts";
import { Peers } from "./peers.ts";
import { PresencePacing } from "./presence-pacing.ts";
import { SendKeySchedule } from "./send-key-schedule.ts";
import { WorkQueue } from "./work-queue.ts";

/** Requests that wait for their turn. */
type InitRequest = Extract<WorkerRequest, { readonly kind: "init" }>;
type QueuedRequest = Exclude<WorkerRequest, { readonly kind: "facts" | "block" }>;

export interface WorkerCoreOptions {
  readonly post: PostToPage;
  readonly clock: Clock;
  readonly loadEngine: LoadEngine;
}

/** One call's keys and frames. It does not depend on the worker around it. */
export class WorkerCore {
  readonly transforms: TransformHost;
  readonly #options: WorkerCoreOptions;
  readonly #peers: Peers;
  readonly #sealing: SendKeySchedule;
  readonly #messageSealer = new MessageSealer();
  readonly #inbox: MessageInbox;
  readonly #reporter: FactsReporter;
  readonly #pacing: InboundPacing;
  readonly #presence: PresencePacing;
  readonly #work: WorkQueue;
  readonly #refusals = new RefusalLimit();
  readonly #aborter = new AbortController();
  readonly #participant: OwnParticipant;
  #engine: LoadedEngine | null = null;
  #keys: CallKeys | null = null;
  #identities: Identities | null = null;
  #ended = false;

  constructor(options: WorkerCoreOptions) {
    this.#options = options;
    const { clock, post } = options;
    this.#peers = new Peers(clock);
    this.#participant = new OwnParticipant(clock, post);
    this.#sealing = new SendKeySchedule({
      clock,
      onExhausted: () => this.#fail(keysExhausted()),
      onSwitch: () => this.#reporter.flush(),
    });
    this.transforms = new TransformHost({
      clock,
      peers: this.#peers,
      sealer: () => this.#sealing.sealer,
      onSender: () => this.#work.add(async () => this.#keys?.beforeSealing?.()),
      onCount: (peer, refused) => this.#reporter.counted(peer, refused),
      onReceiver: (peer) => this.#reporter.moved(peer),
      onUnsupported: (peer) => post(unsupportedMedia(peer?.connectionId ?? null)),
      onInvalidStream: () => this.#refused(null, invalidStreamId()),
    });
    this.#inbox = new MessageInbox({
      clock,
      loadEd25519: () => this.#engine?.ed25519() ?? Promise.reject(invalidState()),
      deliver: takeHints(
        this.#peers,
        (peer) => this.#reporter.moved(peer),
        (message) => post({ type: "message", message }),
        ({ from, data }) => this.#keys?.receipt?.(from, data),
        (message) => {
          if (this.#identities?.opened(message) === false) this.#refused(message.from, invalidStatement());
        },
      ),
      refused: (connectionId, error) => this.#refused(connectionId, error),
    });
    this.#pacing = new InboundPacing({
      clock,
      isPeer: (connectionId) => (this.#peers.find(connectionId)?.announced ?? "unknown") !== "unknown",
      onDropped: (source, count) =>
        post({ type: "refused", connectionId: source, error: toFailure(droppedMessages(count)) }),
    });
    this.#presence = new PresencePacing({
      clock,
      isCostly: ({ kind, connectionId }) =>
        (this.#peers.find(connectionId)?.announced === "keys") === (kind === "peer-left"),
    });
    // Requests and messages report their own errors. After any other error, the call cannot be trusted.
    this.#work = new WorkQueue({ pacing: this.#pacing, onError: (error) => this.#fail(error) });
    this.#reporter = new FactsReporter({
      clock,
      peers: this.#peers,
      transforms: this.transforms,
      selfKeyId: () => this.#sealing.keyId,
      identity: (connectionId) => this.#identities?.of(connectionId) ?? unknownIdentity,
      report: (facts) => post({ type: "facts", facts }),
    });
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "request":
        this.#request(message.id, message.request);
        return;
      case "attach":
        this.transforms.attach(message, message.options);
        return;
      case "sealed-message":
        this.#sealedMessage(message.label, message.message, message.sender ?? null);
        return;
      case "codecs":
        this.transforms.negotiated(message.codecs);
        return;
      case "rebind":
        this.transforms.rebind(message.transformId, message.connectionId);
        return;
      case "detach":
        this.transforms.detach(message.transformId);
        return;
      case "retire":
        this.#end();
        return;
      case "participant-port":
        if (message.gives === "key") this.#participant.handOver(message.port);
        else this.#participant.signFor(message.port);
        return;
    }
  }

  #request(id: number, request: WorkerRequest): void {
    switch (request.kind) {
      // The answer shows that the worker is alive, or must take effect at once. These requests do not wait for
      // other work.
      case "facts":
        this.#respond(id, request.peers === false ? this.#reporter.ownFacts() : this.#reporter.facts());
        return;
      case "block":
        this.transforms.block(request.transformIds);
        this.#respond(id, undefined);
        return;
      case "key-message":
        this.#keyMessage(id, request.message);
        return;
      case "peer-present":
        this.#work.addInOrder(() => this.#run(id, request));
        return;
      case "peer-joined":
      case "peer-left":
        this.#presence.add({
          ...request,
          run: () => this.#work.addInOrder(() => this.#run(id, request)),
          skip: () => this.#respond(id, undefined),
        });
        return;
      default:
        this.#work.add(() => this.#run(id, request));
    }
  }

  #keyMessage(id: number, message: Uint8Array): void {
    const request = { kind: "key-message", message } as const;
    this.#pacing.admit({
      kind: "key",
      source: readConnectionId(message, sourceOffset),
      bytes: message.length,
      handle: () => this.#run(id, request),
      dropped: () => this.#respond(id, undefined),
    });
    this.#work.wake();
  }

  #sealedMessage(label: string, message: Uint8Array<ArrayBuffer>, sender: string | null): void {
    if (this.#ended) return;
    this.#pacing.admit({
      kind: "sealed",
      source: sender ?? parseMessageHeader(message)?.from ?? null,
      bytes: message.length,
      handle: () => this.#inbox.accept(label, message, sender),
    });
    this.#work.wake();
  }

  async #run(id: number, request: QueuedRequest): Promise<void> {
    try {
      this.#respond(id, await this.#handle(request));
    } catch (error) {
      this.#options.post({ type: "response", id, ok: false, error: toFailure(error) });
      if (endsCall(error, request.kind)) this.#fail(error);
    }
  }

  #respond(id: number, result: unknown): void {
    this.#options.post({ type: "response", id, ok: true, result });
  }

  #refused(connectionId: string | null, error: unknown): void {
    const failure = toFailure(error);
    if (this.#ended || !this.#refusals.take(connectionId, failure.code, this.#options.clock.now())) return;
    this.#options.post({ type: "refused", connectionId, error: failure });
  }

  async #handle(request: QueuedRequest): Promise<unknown> {
    if (request.kind === "init") return this.#init(request);
    const keys = this.#running();
    switch (request.kind) {
      case "start":
        await keys.start(request.connectionId, !(request.joins ?? false));
        this.#work.takeMessages();
        return undefined;
      case "seal-message":
        await keys.beforeSealing?.();
        return this.#messageSealer.seal(request.label, request.data, request.to);
      case "peer-present":
        await keys.peerPresent(request);
        break;
      case "peer-joined":
        await keys.peerJoined(request);
        break;
      case "peer-left":
        await keys.peerLeft(request.connectionId);
        break;
      case "key-message":
        await keys.keyMessage(request.message);
        break;
    }
    this.#reporter.flush();
    return undefined;
  }

  async #init(request: InitRequest): Promise<WorkerResponses["init"]> {
    const { engine: options, broadcasts = false, sends = true, channelId } = request;
    if (this.#ended || this.#engine !== null) throw invalidState();
    const engine = await this.#options.loadEngine(options, {
      signal: this.#aborter.signal,
      onProgress: (loaded, total) => this.#options.post({ type: "progress", loaded, total }),
      onCompiled: (module) => this.#options.post({ type: "compiled", module }),
      onCrash: (error) => this.#fail(error),
    });
    if (this.#ended) {
      engine.dispose();
      throw invalidState();
    }
    this.#engine = engine;
    const { identityKey, ...keys } = await engine.init();
    if (this.#ended) throw invalidState();
    const own = { identityKey };
    const { participant: setup } = request;
    const participant = setup
      ? await this.#participant.statement(
          setup,
          { channelId, purpose: setup.purpose, ...signingKeys(own, keys.messageKey) },
          engine.signProof?.bind(engine),
        )
      : null;
    if (this.#ended) throw invalidState();
    const { clock } = this.#options;
    const identities = new Identities({
      agreement: engine,
      own,
      channelId,
      ownParticipantKey: readStatement(participant?.statement)?.publicKey ?? null,
      clock,
      onIdentified: (id) => this.#reporter.identified(id),
    });
    this.#identities = identities;
    this.#keys = engine.session({
      broadcasts,
      clock,
      isSending: () => sends || this.transforms.isSending,
      identities,
      peers: this.#peers,
      reporter: this.#reporter,
      sealing: this.#sealing,
      messageSealer: this.#messageSealer,
      inbox: this.#inbox,
      send: (messages) => {
        if (messages.length > 0 && !this.#ended) this.#options.post({ type: "send", messages });
      },
      pacing: this.#pacing,
      refused: (connectionId, error) => this.#refused(connectionId, error),
      enqueue: (task) => this.#work.addInOrder(task),
    });
    return { ...keys, participant };
  }

  #running(): CallKeys {
    if (this.#ended || this.#keys === null) throw invalidState();
    return this.#keys;
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#end();
    this.#options.post({ type: "failed", error: toFailure(error) });
  }

  #end(): void {
    this.#ended = true;
    this.#reporter.stop();
    this.#pacing.stop();
    this.#presence.stop();
    this.transforms.stopAll();
    this.#sealing.wipe();
    this.#messageSealer.setKey(null);
    this.#inbox.stop();
    this.#peers.wipe();
    this.#keys?.close();
    this.#keys = null;
    this.#identities?.close();
    this.#identities = null;
    this.#aborter.abort();
    this.#engine?.dispose();
    this.#engine = null;
  }
}
