import { SoraE2EEError } from "../errors.ts";
import { serverEnd } from "../sora/failures.ts";
import type { ParticipantClaim } from "../status.ts";
import { createCallStore } from "../store/call-store.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallEvent } from "../store/types.ts";
import { abortedError, reasonOf } from "./aborted.ts";
import { AppMessages } from "./app-messages.ts";
import type { CallConnection, CallConnectionEvents } from "./call-connection.ts";
import { CallContacts } from "./call-contacts.ts";
import { CallIdentity, type KeyHolder } from "./call-identity.ts";
import { withKeptModule } from "./engine.ts";
import { LocalMedia } from "./local-media.ts";
import { withNewestFunctions } from "./newest-functions.ts";
import { OptionWatch } from "./option-watch.ts";
import { type ResolvedOptions, roleOf } from "./options.ts";
import { createParticipant } from "./participant.ts";
import { readOr } from "./readable.ts";
import { isRetryable, waitToReconnect } from "./reconnect-schedule.ts";
import { createRetention } from "./retention.ts";
import type { SoraCallOptions } from "./types.ts";
import { warnOfUselessOptions } from "./warnings.ts";
import { WorkerLossLimit } from "./worker-loss-limit.ts";

type Connection = Pick<
  CallConnection,
  "open" | "closed" | "send" | "replaceTrack" | "getStats" | "sendMessage" | "sendSealedMessage" | "rpc"
>;

/** The functions that make connections. Tests replace them. */
export interface ConnectionMaker {
  resolveOptions(options: SoraCallOptions): ResolvedOptions;
  /** A connection that opens nothing before `open`, and that closes when the signal is aborted. */
  createConnection(
    options: ResolvedOptions,
    participant: ParticipantClaim,
    media: LocalMedia,
    keyHolder: KeyHolder,
    events: CallConnectionEvents,
    signal: AbortSignal,
  ): Connection;
}

/** A run lasts from one `connect` to its end: the devices, and one connection after the other. */
interface Run {
  /** Aborted, with the reason, when the run is over. */
  readonly ending: AbortController;
  readonly losses: WorkerLossLimit;
  /** Settles when its first connection is open, or has failed. */
  connected: Promise<void>;
  isOpen: boolean;
  /** The run ends because another run replaces it. */
  replaced: boolean;
  options: ResolvedOptions | null;
  media: LocalMedia | null;
  keyHolder: KeyHolder | null;
  current: { readonly connection: Connection; readonly ending: AbortController } | null;
}

/** Minimum time between two connections because of changed options, in milliseconds. */
const shortestInterval = 1000;

/**
 * The life of a call object. It has at most one run, which starts after all resources of the previous run are
 * closed. It reconnects after a loss, with new keys and the same devices, and when its options change.
 */
export class CallLifecycle {
  readonly store;
  readonly dispatch: (event: CallEvent) => void;
  readonly #reduceEvent: (event: CallEvent) => void;
  readonly identity = new CallIdentity();
  /** The contacts: the remembered keys of other participants. */
  readonly contacts: CallContacts;
  readonly messages = new AppMessages();
  readonly #maker: ConnectionMaker;
  readonly #watch: OptionWatch;
  readonly #retention = createRetention(() => this.#release());
  #run: Run | null = null;
  /** Settles when all resources of earlier runs are closed. */
  #closed: Promise<unknown> = Promise.resolve();
  /** The options of the latest run; null while a run waits to take the newest ones. */
  #used: SoraCallOptions | null = null;
  #changedAt = Number.NEGATIVE_INFINITY;
  #changeTimer: ReturnType<typeof setTimeout> | undefined;
  #autoConnects = 0;
  #released = false;

  constructor(options: SoraCallOptions, maker: ConnectionMaker) {
    const { store, dispatch } = createCallStore(roleOf(options));
    this.store = store;
    this.#reduceEvent = dispatch;
    this.dispatch = (event) => {
      dispatch(event);
      if (event.type === "facts") this.contacts.look(event.facts.peers);
      if (event.type === "peer-joined" || event.type === "peer-present") {
        this.contacts.announced(event.peer.connectionId);
      }
    };
    this.contacts = new CallContacts(options);
    this.#maker = maker;
    this.#watch = new OptionWatch(options);
  }

  /** The current options. */
  get options(): SoraCallOptions {
    return (this.#isLive() && this.#used) || this.#watch.newest;
  }

  /** @throws {SoraE2EEError} `invalid-state` when the call is not connected. */
  connection(otherwise: string): Connection {
    const connection = this.#run?.isOpen ? this.#run.current?.connection : undefined;
    if (connection && this.#isLive()) return connection;
    throw new SoraE2EEError("invalid-state", otherwise);
  }

  /** Null while there is no connection. */
  async getStats(): Promise<RTCStatsReport | null> {
    return (await this.#run?.current?.connection.getStats()) ?? null;
  }

  /** A `connect` by the app resets the limit for options that change too often. */
  connect(signal?: AbortSignal): Promise<void> {
    this.#watch.reset();
    return this.#connect(signal);
  }

  async disconnect(reason: "left" | "replaced" = "left"): Promise<void> {
    const run = this.#run;
    if (run && reason === "replaced") run.replaced = true;
    if (run && this.#isLive()) {
      this.dispatch({ type: "phase", phase: "disconnecting" });
      this.#close(run, abortedError());
      if (run.isOpen) {
        this.#run = null;
        await this.#closed;
        // A `connect` in the meantime waits for the same closing, and then starts again.
        if (!this.#run) this.#ended({ reason });
      }
    }
    if (run && !run.isOpen) await run.connected.catch(() => undefined);
    await this.#closed;
  }

  setOptions(options: SoraCallOptions): void {
    this.#watch.see(options, this.store.getState().phase);
    this.#applyNewest();
  }

  retain(autoConnect: boolean): () => void {
    this.#released = false;
    if (autoConnect) this.#autoConnects += 1;
    const release = this.#retention.retain(() => {
      if (autoConnect && !this.#isLive()) this.#connectQuietly();
    });
    let held = true;
    return () => {
      if (held && autoConnect) this.#autoConnects -= 1;
      held = false;
      release();
    };
  }

  #release(): void {
    this.#released = true;
    clearTimeout(this.#changeTimer);
    void this.disconnect();
    this.identity.end();
  }

  #isLive(): boolean {
    return this.#run !== null && !this.#run.ending.signal.aborted;
  }

  async #connect(signal?: AbortSignal): Promise<void> {
    if (this.#released) throw new SoraE2EEError("aborted", "Connecting was called off.");
    const before = this.#run;
    if (before && this.#isLive()) return before.connected;
    const ending = new AbortController();
    const run: Run = {
      ...{ ending, losses: new WorkerLossLimit(), connected: Promise.resolve() },
      ...{ isOpen: false, replaced: false, options: null, media: null, keyHolder: null, current: null },
    };
    const onAbort = (): void => this.#close(run, abortedError(signal?.reason));
    this.#run = run;
    this.#used = null;
    run.connected = Promise.resolve(before?.connected.catch(() => undefined))
      .then(() => this.#begin(run))
      .finally(() => signal?.removeEventListener("abort", onAbort));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    return run.connected;
  }

  /** For the lifecycle's own attempts. The store holds the reason of a failure. */
  #connectQuietly(): void {
    this.#connect().catch(() => undefined);
  }

  async #begin(run: Run): Promise<void> {
    const { signal } = run.ending;
    try {
      // All resources of the previous run are closed first, because one device may be one peer only.
      await this.#closed;
      if (signal.aborted) throw reasonOf(signal);
      this.dispatch({ type: "reset" });
      this.dispatch({ type: "phase", phase: "initializing" });
      await this.#openFirst(run);
      if (signal.aborted) throw reasonOf(signal);
      run.isOpen = true;
      this.dispatch({ type: "phase", phase: "connected" });
    } catch (cause) {
      const error = asCallError(cause);
      this.#close(run, error);
      if (this.#run === run) this.#run = null;
      const reason = run.replaced ? "replaced" : "left";
      this.#ended(error.code === "aborted" ? { reason } : { reason: "failed", error });
      throw error;
    }
  }

  async #openFirst(run: Run): Promise<void> {
    const given = this.#watch.newest;
    this.#used = given;
    // The check names options that cannot be read.
    const current = readOr(given, () => withNewestFunctions(given, () => this.#watch.newest));
    const resolved = this.#maker.resolveOptions(current);
    warnOfUselessOptions(resolved);
    run.options = withKeptModule(resolved);
    // Keeps the same participant over all connections, also with other options.
    const known = this.store.getState().self.participantId;
    const { id = known, ...claim } = given.participant ?? {};
    const participant = createParticipant({ ...(id !== null && { id }), ...claim });
    const { name, role } = resolved;
    this.dispatch({ type: "self-participant", participantId: participant.id, name, role });
    this.contacts.open(given, resolved, { state: this.store.getState, dispatch: this.#reduceEvent });
    run.keyHolder = this.identity.hold();
    run.media = new LocalMedia(resolved, {
      onTrack: (kind, track, stream) => {
        this.#dispatchOf(run, { type: "self-stream", stream });
        // Before the connection exists, connecting uses the track of that moment.
        run.current?.connection.send(kind, track).catch(() => undefined);
      },
      onDevice: (kind, status) => this.#dispatchOf(run, { type: "self-device", kind, status }),
    });
    await this.#openConnection(run, run.options, run.media, participant, run.keyHolder);
  }

  /** @throws {SoraE2EEError} The connection is then closed, or is being closed. */
  async #openConnection(
    run: Run,
    options: ResolvedOptions,
    media: LocalMedia,
    participant: ParticipantClaim,
    keyHolder: KeyHolder,
  ): Promise<void> {
    // A listener of the store may have ended the run.
    if (run.ending.signal.aborted) throw reasonOf(run.ending.signal);
    const ending = new AbortController();
    let isOpen = false;
    const events: CallConnectionEvents = {
      dispatch: (event) => this.#dispatchOf(run, event),
      messages: this.messages,
      uplink: () => this.store.getState().quality?.uplink ?? "unknown",
      onConnecting: () => {
        if (!run.isOpen) this.#dispatchOf(run, { type: "phase", phase: "connecting" });
      },
      onEnded: (error, workerLost) => {
        ending.abort(error);
        if (!isOpen || run.ending.signal.aborted) return;
        const isLost = error.code === "connection-lost" || (workerLost && run.losses.take(performance.now()));
        if (isLost)
          void this.#reconnect(run, error, () =>
            this.#openConnection(run, options, media, participant, keyHolder),
          );
        else this.#finish(run, error);
      },
    };
    const connection = this.#maker.createConnection(
      options,
      participant,
      media,
      keyHolder,
      events,
      ending.signal,
    );
    run.current = { connection, ending };
    try {
      await connection.open();
      if (ending.signal.aborted) throw reasonOf(ending.signal);
      isOpen = true;
    } catch (cause) {
      ending.abort(asCallError(cause));
      throw cause;
    }
  }

  async #reconnect(run: Run, lost: SoraE2EEError, open: () => Promise<void>): Promise<void> {
    const { signal } = run.ending;
    this.dispatch({ type: "phase", phase: "reconnecting" });
    this.dispatch({ type: "connection-lost" });
    const attempts = run.options?.attempts ?? 0;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await run.current?.connection.closed();
      await waitToReconnect(attempt, signal);
      if (signal.aborted) return;
      try {
        await open();
        this.#dispatchOf(run, { type: "phase", phase: "connected" });
        return;
      } catch (cause) {
        if (signal.aborted) return;
        const error = asCallError(cause);
        if (!isRetryable(error)) {
          this.#finish(run, error);
          return;
        }
        this.dispatch({ type: "connection-lost" });
      }
    }
    this.#finish(run, lost);
  }

  /** An open run ended without `disconnect`. */
  #finish(run: Run, error: SoraE2EEError): void {
    if (run.ending.signal.aborted) return;
    this.#close(run, error);
    this.#run = null;
    this.#ended(endingOfOpen(error));
  }

  /** Closes all resources of the run, keys first. */
  #close(run: Run, reason: SoraE2EEError): void {
    run.ending.abort(reason);
    run.keyHolder?.end();
    run.current?.ending.abort(reason);
    run.media?.release();
    this.#closed = Promise.all([this.#closed, run.current?.connection.closed()]);
  }

  #ended(ending: CallEnding): void {
    this.contacts.close();
    this.dispatch({ type: "reset" });
    this.dispatch({ type: "ended", ending });
  }

  #dispatchOf(run: Run, event: CallEvent): void {
    if (!run.ending.signal.aborted) this.dispatch(event);
  }

  /** Reconnects when the newest options differ from those of the connection, now or after a second. */
  #applyNewest(): void {
    clearTimeout(this.#changeTimer);
    if (this.#released || !this.#used || !this.#watch.differsFrom(this.#used)) return;
    const live = this.#isLive();
    const mayFix = this.#autoConnects > 0 && this.store.getState().phase === "failed";
    if (!live && !mayFix) return;
    const now = performance.now();
    const wait = this.#changedAt + shortestInterval - now;
    if (wait > 0) {
      this.#changeTimer = setTimeout(() => this.#applyNewest(), wait);
      return;
    }
    if (!this.#watch.takeOne(this.#used, now)) return;
    this.#changedAt = now;
    if (live) void this.disconnect("replaced");
    this.#connectQuietly();
  }
}

/** An open connection has ended without `disconnect`. */
function endingOfOpen(error: SoraE2EEError): CallEnding {
  const end = serverEnd(error);
  if (end) return { reason: "ended-by-server", code: end.code, text: end.reason };
  return { reason: error.code === "connection-lost" ? "lost" : "failed", error };
}

function asCallError(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return new SoraE2EEError("internal", "The call could not be set up, for an unknown reason.", { cause });
}
