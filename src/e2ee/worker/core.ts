import { SoraE2EEError } from "../../errors.ts";
import { selectCurves } from "../agreement/crypto/select.ts";
import type { Clock } from "../media/clock.ts";
import { MessageInbox } from "../messages/message-inbox.ts";
import { MessageSealer } from "../messages/message-sealer.ts";
import type { LoadEngine, LoadedEngine } from "./engines.ts";
import { FactsReporter } from "./facts-reporter.ts";
import { toFailure } from "./failure.ts";
import type { FrameStreams } from "./frame-pipe.ts";
import { Identities } from "./identities.ts";
import { KeySession } from "./key-session.ts";
import { Members } from "./members.ts";
import type { EngineOptions, FromWorker, ToWorker, WorkerRequest, WorkerResponses } from "./messages.ts";
import { Sealing } from "./sealing.ts";
import { readTransformOptions } from "./transform-options.ts";
import { Transforms } from "./transforms.ts";

export interface WorkerCoreOptions {
  readonly post: (message: FromWorker) => void;
  readonly clock: Clock;
  readonly loadEngine: LoadEngine;
}

/** One call's keys and frames. Knows nothing of the worker around it. */
export class WorkerCore {
  readonly #options: WorkerCoreOptions;
  readonly #members: Members;
  readonly #sealing: Sealing;
  readonly #transforms: Transforms;
  readonly #messageSealer = new MessageSealer();
  readonly #inbox: MessageInbox;
  readonly #reporter: FactsReporter;
  #engine: LoadedEngine | null = null;
  readonly #aborter = new AbortController();
  #keys: KeySession | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #identities: Identities | null = null;
  #ended = false;

  constructor(options: WorkerCoreOptions) {
    this.#options = options;
    const { clock, post } = options;
    this.#members = new Members(clock);
    this.#sealing = new Sealing({
      clock,
      onExhausted: () =>
        this.#fail(
          new SoraE2EEError(
            "key-exhausted",
            "This connection has sealed 2^32 frames. Connect again for new keys.",
          ),
        ),
      onSwitch: () => this.#reporter.changed(),
    });
    this.#transforms = new Transforms({
      clock,
      members: this.#members,
      sealer: () => this.#sealing.sealer,
      onCount: (member, refused) => this.#reporter.counted(member, refused),
      onReceiver: () => this.#reporter.watch(),
    });
    this.#inbox = new MessageInbox({
      clock,
      ed25519: async () => (await selectCurves()).ed25519,
      deliver: (message) => post({ type: "message", message }),
      refused: (connectionId, error) => post({ type: "refused", connectionId, error: toFailure(error) }),
    });
    this.#reporter = new FactsReporter({
      clock,
      members: this.#members,
      transforms: this.#transforms,
      selfKeyId: () => this.#sealing.keyId,
      identity: (connectionId) => ({
        fingerprint: this.#identities?.fingerprint(connectionId) ?? null,
        safetyNumber: this.#identities?.safetyNumber(connectionId) ?? null,
      }),
      report: (facts) => post({ type: "facts", facts }),
    });
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "request":
        this.#request(message.id, message.request);
        return;
      case "attach":
        this.attach(message, message.options);
        return;
      case "sealed-message":
        if (!this.#ended) void this.#inbox.accept(message.label, message.message, message.sender ?? null);
        return;
      case "rebind":
        this.#transforms.rebind(message.transformId, message.connectionId);
        return;
      case "detach":
        this.#transforms.detach(message.transformId);
        return;
    }
  }

  /** `options` as the page gave them, not checked yet. */
  attach(streams: FrameStreams, options: unknown, requestKeyFrame?: () => Promise<unknown>): void {
    this.#transforms.attach(
      streams,
      readTransformOptions(options),
      requestKeyFrame ?? (() => Promise.resolve()),
    );
  }

  #request(id: number, request: WorkerRequest): void {
    // These must not wait for a slow engine.
    if (request.kind === "block") this.#transforms.block(request.transformIds);
    if (request.kind === "close") this.#end();
    this.#enqueue(async () => {
      try {
        const result = await this.#handle(request);
        this.#options.post({ type: "response", id, ok: true, result });
      } catch (error) {
        this.#options.post({ type: "response", id, ok: false, error: toFailure(error) });
        if (isFatal(error, request)) this.#fail(error);
      }
    });
  }

  #enqueue(task: () => Promise<void>): void {
    // Requests answer for themselves; what is left is a task of the session's own that it cannot go on after.
    this.#tail = this.#tail.then(task).catch((error: unknown) => this.#fail(error));
  }

  async #handle(request: WorkerRequest): Promise<unknown> {
    switch (request.kind) {
      case "init":
        return this.#init(request.engine, request.broadcasts ?? false);
      case "block":
      case "close":
        return undefined;
      case "facts":
        return this.#reporter.facts();
    }
    const keys = this.#running();
    switch (request.kind) {
      case "start":
        return keys.start(request.connectionId);
      case "seal-message":
        return this.#messageSealer.seal(request.label, request.data, request.to);
      case "member-present":
        await keys.memberPresent(request.connectionId, request.bundle, request.messageKey);
        break;
      case "member-joined":
        await keys.memberJoined(request.connectionId, request.bundle, request.messageKey);
        break;
      case "member-left":
        await keys.memberLeft(request.connectionId);
        break;
      case "key-message":
        await keys.keyMessage(request.message);
        break;
    }
    this.#reporter.changed();
    return undefined;
  }

  async #init(options: EngineOptions, broadcasts: boolean): Promise<WorkerResponses["init"]> {
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
    const { agreement } = engine;
    const { preKeyBundle } = await agreement.init();
    if (this.#ended) throw invalidState();
    const identities = new Identities(agreement, preKeyBundle, this.#options.clock, () =>
      this.#reporter.changed(),
    );
    this.#identities = identities;
    this.#keys = new KeySession({
      engine: agreement,
      renew: engine.renew ?? null,
      broadcasts,
      clock: this.#options.clock,
      identities,
      members: this.#members,
      sealing: this.#sealing,
      messageSealer: this.#messageSealer,
      inbox: this.#inbox,
      send: (messages) => {
        if (messages.length > 0 && !this.#ended) this.#options.post({ type: "send", messages });
      },
      refused: (connectionId, error) =>
        this.#options.post({ type: "refused", connectionId, error: toFailure(error) }),
      enqueue: (task) => this.#enqueue(task),
    });
    const fingerprint = agreement.selfFingerprint();
    return { preKeyBundle, fingerprint, messageKey: agreement.messageKey?.() ?? null };
  }

  #running(): KeySession {
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
    this.#transforms.stopAll();
    this.#sealing.wipe();
    this.#messageSealer.setKey(null);
    this.#inbox.stop();
    this.#members.wipe();
    this.#keys?.close();
    this.#keys = null;
    this.#identities?.close();
    this.#identities = null;
    this.#aborter.abort();
    this.#engine?.dispose();
    this.#engine = null;
  }
}

function isFatal(error: unknown, request: WorkerRequest): boolean {
  if (error instanceof SoraE2EEError && error.code === "wasm-crashed") return true;
  // Without a fresh key the member that left could go on reading.
  return (
    request.kind === "member-left" && !(error instanceof SoraE2EEError && error.code === "invalid-state")
  );
}

function invalidState(): SoraE2EEError {
  return new SoraE2EEError("invalid-state", "The encryption worker is not in a state for this request.");
}
