import type { SoraE2EEError, SoraE2EEErrorCode } from "../errors.ts";
import { serverEnd } from "../sora/failures.ts";
import type { RpcOptions } from "../sora/rpc-channel.ts";
import type { MediaKind, ParticipantClaim } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import type { CallIdentity, KeyHolder } from "./call-identity.ts";
import { abortedError, Cancellation } from "./cancellation.ts";
import { withKeptModule } from "./engine.ts";
import { LocalMedia } from "./local-media.ts";
import type { ResolvedOptions } from "./options.ts";
import { CallSession, type CallSessionEvents } from "./session.ts";
import { WorkerLossLimit } from "./worker-loss-limit.ts";

const firstDelay = 500;
const longestDelay = 10_000;

/** What may be different a moment later; everything else would only fail again. */
const passing: ReadonlySet<SoraE2EEErrorCode> = new Set([
  "connection-lost",
  "connection-timeout",
  "server-unreachable",
  "signaling-refused",
  // The app could not reach what gives it access tokens.
  "metadata-failed",
  // It was there for the first connection.
  "wasm-not-found",
]);

/**
 * A call's connections one after the other, from `connect` to the end: keeps devices open over them, and makes a new
 * connection, with new keys, when one is lost or its worker falls silent.
 */
export class ReconnectingSession {
  readonly #options: ResolvedOptions;
  readonly #participant: ParticipantClaim;
  readonly #events: CallSessionEvents;
  readonly #media: LocalMedia;
  readonly #cancellation = new Cancellation();
  readonly #workerLosses = new WorkerLossLimit();
  readonly #keyHolder: KeyHolder;
  #session: CallSession;
  #closing: Promise<void> | null = null;

  constructor(
    options: ResolvedOptions,
    participant: ParticipantClaim,
    identity: CallIdentity,
    events: CallSessionEvents,
  ) {
    this.#options = withKeptModule(options);
    this.#participant = participant;
    this.#events = events;
    this.#keyHolder = identity.hold();
    this.#media = new LocalMedia(options, {
      onTrack: (kind, track, stream) => {
        this.#dispatch({ type: "self-stream", stream });
        // Before it is connected there is nothing to put it in: connecting takes what is there by then.
        this.#session.send(kind, track).catch(() => undefined);
      },
      onDevice: (kind, status) => this.#dispatch({ type: "self-device", kind, status }),
    });
    try {
      this.#session = this.#createSession(() => events.onConnecting?.());
    } catch (error) {
      // Without a worker there is no session: what was begun ends here.
      this.#media.release();
      throw error;
    }
  }

  /** @throws {SoraE2EEError} with everything closed, or on its way there: `close` waits for it. */
  async open(): Promise<void> {
    try {
      await this.#session.open();
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  /** @throws {SoraE2EEError} `invalid-state` when nothing of this kind is negotiated. */
  async replaceTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    await this.#session.replaceTrack(kind, track);
  }

  getStats(): Promise<RTCStatsReport | null> {
    return this.#session.getStats();
  }

  /** @throws {SoraE2EEError} `invalid-state` when there is no open DataChannel of this label. */
  async sendMessage(label: string, data: Uint8Array): Promise<void> {
    await this.#session.sendMessage(label, data);
  }

  /** @throws {SoraE2EEError} `invalid-options` or `invalid-state`, with nothing sent. */
  async sendSealedMessage(label: string, data: Uint8Array<ArrayBuffer>, to: string | null): Promise<void> {
    await this.#session.sendSealedMessage(label, data, to);
  }

  /** @throws {SoraE2EEError} `invalid-state`, `invalid-options` or `rpc-failed`. */
  rpc(method: string, params: unknown, options?: RpcOptions): Promise<unknown> {
    return this.#session.rpc(method, params, options);
  }

  /** Ends it in whatever state it is and closes what it opened. Never rejects. */
  close(reason = abortedError()): Promise<void> {
    if (!this.#closing) {
      this.#keyHolder.end();
      this.#closing = this.#session.close(reason);
      this.#media.release();
      this.#cancellation.cancel(reason);
    }
    return this.#closing;
  }

  #createSession(onConnecting?: () => void): CallSession {
    return new CallSession(this.#options, this.#participant, this.#media, this.#keyHolder, {
      ...(onConnecting ? { onConnecting } : {}),
      dispatch: (event) => this.#dispatch(event),
      messages: this.#events.messages,
      onEnded: (error, workerLost) => {
        if (error.code === "connection-lost" || (workerLost && this.#workerLosses.take(performance.now()))) {
          void this.#reconnect(error);
        } else this.#end(error);
      },
    });
  }

  async #reconnect(lost: SoraE2EEError): Promise<void> {
    this.#dispatch({ type: "phase", phase: "reconnecting" });
    this.#dispatch({ type: "connection-lost" });
    for (let attempt = 0; attempt < this.#options.attempts; attempt += 1) {
      await this.#session.close();
      await this.#delay(attempt);
      if (this.#closing) return;
      try {
        this.#session = this.#createSession();
        await this.#session.open();
        this.#dispatch({ type: "phase", phase: "connected" });
        return;
      } catch (cause) {
        const error = cause as SoraE2EEError;
        if (this.#closing) return;
        // Who was removed by the server does not come back by itself.
        if (!passing.has(error.code) || serverEnd(error)) {
          this.#end(error);
          return;
        }
        this.#dispatch({ type: "connection-lost" });
      }
    }
    this.#end(lost);
  }

  /** Doubles up to a cap; scattered, so that a whole channel does not come back in one moment. */
  async #delay(attempt: number): Promise<void> {
    const delay = Math.min(longestDelay, firstDelay * 2 ** attempt) * (0.5 + Math.random() / 2);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        removeEventListener("online", done);
        stop();
        resolve();
      };
      const timer = setTimeout(done, delay);
      // The browser knows first when the network is back.
      addEventListener("online", done);
      const stop = this.#cancellation.onCancelled(done);
    });
  }

  #dispatch(event: CallEvent): void {
    if (!this.#closing) this.#events.dispatch(event);
  }

  #end(error: SoraE2EEError): void {
    if (this.#closing) return;
    void this.close(error);
    this.#events.onEnded(error, false);
  }
}
