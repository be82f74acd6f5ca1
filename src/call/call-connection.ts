import { sealableCodecs } from "../e2ee/media/codecs/sealable.ts";
import { hintLabel } from "../e2ee/messages/media-hint.ts";
import { RefusalLimit } from "../e2ee/refusal-limit.ts";
import type { WorkerResponses } from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import { SoraConnection } from "../sora/connection.ts";
import type { JSONType } from "../sora/options.ts";
import { type SenderHeader, splitSender } from "../sora/relay/sender-header.ts";
import type { RpcOptions } from "../sora/rpc-channel.ts";
import type { LinkQuality, MediaKind, ParticipantClaim, WorkerFacts } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import { reasonOf, untilAborted } from "./aborted.ts";
import type { AppMessages } from "./app-messages.ts";
import type { KeyHolder } from "./call-identity.ts";
import { startWorker } from "./create-worker.ts";
import { EncodedTransforms } from "./encoded-transforms.ts";
import { shareModule } from "./engine.ts";
import type { LocalMedia } from "./local-media.ts";
import { MediaHints } from "./media-hints.ts";
import { metadataFor } from "./metadata.ts";
import type { ResolvedOptions } from "./options.ts";
import { makeOwnKeys, showOwnIdentity } from "./own-keys.ts";
import { Presence } from "./presence.ts";
import { ProtectionCheck } from "./protection-check.ts";
import { createReceipts } from "./receipt-options.ts";
import type { Receipts } from "./receipts.ts";
import { WorkerClient, type WorkerEvents } from "./worker-client.ts";

export interface CallConnectionEvents {
  /** Keys and devices are ready, and signaling starts. */
  onConnecting(): void;
  dispatch(event: CallEvent): void;
  /** Receives the server's messages for the app. */
  readonly messages: AppMessages;
  /** The quality of our own outgoing media, as far as it was measured. Receipts tell it to peers. */
  uplink?(): LinkQuality;
  /** The connection ended without a request of the owner, who then aborts its signal. */
  onEnded(error: SoraE2EEError, workerLost: boolean): void;
}

/**
 * One connection from its keys to its end. It owns the worker, the connection and the checks, and borrows the
 * media.
 */
export class CallConnection {
  readonly #options: ResolvedOptions;
  readonly #participant: ParticipantClaim;
  readonly #events: CallConnectionEvents;
  readonly #media: LocalMedia;
  readonly #keyHolder: KeyHolder;
  readonly #client: WorkerClient;
  readonly #transforms: EncodedTransforms;
  /** Null when no DataChannel carries hints. */
  readonly #hints: MediaHints | null;
  /** Null when the app turned them off, and where no DataChannel carries them. */
  readonly #receipts: Receipts | null;
  readonly #presence: Presence;
  readonly #check: ProtectionCheck;
  /** The owner aborts it, with the reason, to end the connection. */
  readonly #signal: AbortSignal;
  readonly #refusals = new RefusalLimit();
  /** The sender of each kind that has our track. An offer can create others, before or after it. */
  readonly #senders = new Map<MediaKind, RTCRtpSender>();
  #connection: SoraConnection | null = null;
  #open = false;
  #closed: Promise<void> = Promise.resolve();

  constructor(
    options: ResolvedOptions,
    participant: ParticipantClaim,
    media: LocalMedia,
    keyHolder: KeyHolder,
    events: CallConnectionEvents,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#participant = participant;
    this.#media = media;
    this.#keyHolder = keyHolder;
    this.#events = events;
    this.#signal = signal;
    const worker = startWorker(options.createWorker);
    const dispatch = (event: CallEvent): void => this.#dispatch(event);
    const onFailed = (error: SoraE2EEError): void => this.#end(error);
    const workerEvents: WorkerEvents = {
      onSend: (messages) => this.#connection?.relay.send(messages),
      onFacts: (facts) => {
        dispatch({ type: "facts", facts });
        this.#observed(facts);
      },
      onRefused: (connectionId, error) => {
        const { code } = error;
        // The offer left out all of our media. Without this error, the call would continue silently without them.
        if (connectionId === null && code === "codec-unsupported") onFailed(error);
        else dispatch({ type: "refused", connectionId, code });
      },
      onProgress: (loaded, total) => dispatch({ type: "progress", loaded, total }),
      onMessage: (message) => {
        if (message.label !== hintLabel) events.messages.emit("sealed", message);
        else if (this.#presence.isThere(message.from)) this.#receipts?.receive(message.from, message.data);
      },
      onCompiled: (module) => shareModule(options, module),
      onParked: (ports) => keyHolder.parked(ports),
      onFailed,
    };
    this.#client = new WorkerClient(worker, workerEvents, (ended, usable) =>
      keyHolder.release(ended, usable),
    );
    this.#transforms = new EncodedTransforms(this.#client);
    this.#hints = options.sealedLabels.includes(hintLabel)
      ? new MediaHints({
          current: () => ({ audio: media.track("audio") !== null, video: media.track("video") !== null }),
          send: (data, to) => this.sendSealedMessage(hintLabel, data, to),
        })
      : null;
    this.#receipts = createReceipts(
      options,
      dispatch,
      (data) => this.sendSealedMessage(hintLabel, data, null),
      () => events.uplink?.() ?? "unknown",
    );
    this.#presence = new Presence(this.#client, dispatch, onFailed);
    this.#check = new ProtectionCheck(this.#client, this.#transforms, {
      onStatus: (status) => dispatch({ type: "self-encryption", status }),
      onFailed: (error, workerLost) => this.#end(error, workerLost),
    });
    const close = (): void => {
      this.#closed = this.#close();
    };
    if (signal.aborted) close();
    else signal.addEventListener("abort", close, { once: true });
  }

  /**
   * @throws {SoraE2EEError} The cause of the failure, or the reason of the signal. The owner then aborts the
   * signal.
   */
  async open(): Promise<void> {
    try {
      const [keys, stream, metadata] = await untilAborted(
        this.#signal,
        Promise.all([
          makeOwnKeys({
            options: this.#options,
            purpose: this.#participant.purpose,
            keyHolder: this.#keyHolder,
            client: this.#client,
            dispatch: (event) => this.#dispatch(event),
          }),
          this.#media.ready(),
          metadataFor(this.#options),
        ]),
      );
      showOwnIdentity(this.#options.identity, keys.participant, (event) => this.#dispatch(event));
      this.#dispatch({ type: "self-fingerprint", fingerprint: keys.fingerprint });
      this.#dispatch({ type: "self-stream", stream });
      this.#events.onConnecting();
      // The call may have ended meanwhile, also by a listener of these events. A connection made now would stay open.
      if (this.#signal.aborted) throw reasonOf(this.#signal);
      this.#connection = this.#createConnection(keys, metadata);
      await this.#connect(this.#connection);
      this.#open = true;
      this.#dispatch({ type: "server-connected", details: this.#connection.serverDetails });
      this.#observed(await this.#client.request<"facts">({ kind: "facts" }));
      this.#receipts?.start();
      this.#check.start();
    } catch (cause) {
      // Errors that closing causes must not replace the reason.
      if (this.#signal.aborted) throw reasonOf(this.#signal);
      throw cause instanceof SoraE2EEError
        ? cause
        : new SoraE2EEError("internal", "Connecting failed in an unknown way.", { cause });
    }
  }

  /** @throws {SoraE2EEError} `invalid-state` when nothing of this kind is negotiated. */
  async replaceTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    await this.send(kind, track);
    if (this.#signal.aborted) throw reasonOf(this.#signal);
    this.#dispatch({ type: "self-stream", stream: this.#media.replace(kind, track) });
    this.#hints?.update();
  }

  /** Like `replaceTrack`, for a track that already belongs to the call's media. */
  async send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#senders.get(kind);
    if (!sender) {
      throw new SoraE2EEError(
        "invalid-state",
        `This call was connected without ${kind}. Connect again with ${kind}, then replace the track.`,
      );
    }
    // The browser never settles it when the connection closes meanwhile.
    await untilAborted(this.#signal, sender.replaceTrack(track));
    this.#hints?.update();
  }

  /** Null while there is no peer connection. */
  async getStats(): Promise<RTCStatsReport | null> {
    return (await this.#connection?.peerConnection?.getStats()) ?? null;
  }

  /** @throws {SoraE2EEError} `invalid-state` when there is no open DataChannel of this label. */
  async sendMessage(label: string, data: Uint8Array): Promise<void> {
    await this.#connection?.sendMessage(label, data);
  }

  /** @throws {SoraE2EEError} `invalid-options` or `invalid-state`, with nothing sent. */
  async sendSealedMessage(label: string, data: Uint8Array<ArrayBuffer>, to: string | null): Promise<void> {
    const sealed = await this.#client.request<"seal-message">({ kind: "seal-message", label, data, to });
    await this.sendMessage(label, sealed);
  }

  /** @throws {SoraE2EEError} `invalid-state`, `invalid-options` or `rpc-failed`. */
  async rpc(method: string, params: unknown, options?: RpcOptions): Promise<unknown> {
    const answer = await this.#connection?.rpc(method, params, options);
    this.#receipts?.asked(method, params);
    return answer;
  }

  /**
   * Resolves when all resources that it opened are closed. Waits only after its signal was aborted. Never
   * rejects.
   */
  closed(): Promise<void> {
    return this.#closed;
  }

  async #connect(connection: SoraConnection): Promise<void> {
    const { stream, placeholders } = this.#media.outgoing();
    try {
      await untilAborted(this.#signal, connection.connect(stream));
      await untilAborted(this.#signal, this.#presence.selfNotified());
      // Devices may have changed during connecting.
      for (const [sender, { kind }] of this.#transforms.senders) {
        if (!sender.track) continue;
        this.#senders.set(kind, sender);
        const track = this.#media.track(kind);
        if (sender.track !== track) await untilAborted(this.#signal, sender.replaceTrack(track));
      }
    } finally {
      for (const placeholder of placeholders) placeholder.release();
    }
  }

  async #close(): Promise<void> {
    this.#check.stop();
    this.#receipts?.stop();
    this.#presence.stop();
    // Keys are removed first. From here on no frame can be sealed, and no clear frame can be sent.
    this.#client.close();
    await this.#connection?.close();
  }

  #received(label: string, data: Uint8Array<ArrayBuffer>, header: SenderHeader | null): void {
    if (this.#options.sealedLabels.includes(label)) {
      const { sender, message } = splitSender(data, header);
      this.#client.post({ type: "sealed-message", label, message, sender }, [message.buffer]);
    } else this.#events.messages.emit("message", { label, data });
  }

  /** A report about a peer that has left meanwhile must not bring it back. */
  #observed({ peers, senders }: WorkerFacts): void {
    const present = peers.filter(({ connectionId }) => this.#presence.isThere(connectionId));
    this.#receipts?.observed({ peers: present, senders });
    if (this.#open) this.#hints?.observed(present);
  }

  #end(error: SoraE2EEError, workerLost = false): void {
    if (!this.#signal.aborted) this.#events.onEnded(error, workerLost);
  }

  #dispatch(event: CallEvent): void {
    if (this.#signal.aborted) return;
    if (event.type === "self-connected") this.#receipts?.connected(event.connectionId);
    if (event.type === "peer-left") {
      this.#hints?.forget(event.connectionId);
      this.#receipts?.forget(event.connectionId);
    }
    if (event.type === "refused" && !this.#refusals.take(event.connectionId, event.code, Date.now())) return;
    this.#events.dispatch(event);
  }

  #createConnection(
    { preKeyBundle: bundle, keyPackage, messageKey, participant: own }: WorkerResponses["init"],
    metadata: JSONType,
  ): SoraConnection {
    const { signalingUrls, channelId, role, name, signalingNotifyMetadata, relay, allowAudioLevels } =
      this.#options;
    const { connectionOptions: options } = this.#options;
    const participant = this.#participant;
    return new SoraConnection(
      {
        signalingUrls,
        channelId,
        role,
        metadata,
        bundle,
        keyPackage,
        messageKey,
        statement: own?.statement ?? null,
        participant,
        name,
        relay,
        signalingNotifyMetadata,
        options,
        offers: { sealable: sealableCodecs, allowAudioLevels },
      },
      this.#transforms,
      {
        onPresence: (event) => this.#presence.onEvent(event),
        onCounts: (counts) => this.#dispatch({ type: "channel", counts }),
        onKeyMessage: this.#client.keyMessage,
        onDropped: (connectionId, code) => this.#dispatch({ type: "refused", connectionId, code }),
        onTrack: (connectionId, stream, track, reused) =>
          this.#dispatch({
            ...{ type: "track-added", connectionId, stream, track, reused: reused !== null },
            transformId: reused ? this.#transforms.idOf(reused) : undefined,
          }),
        onTrackRemoved: (connectionId, track) =>
          this.#dispatch({ type: "track-removed", connectionId, track }),
        onPush: (data) => this.#events.messages.emit("push", data),
        onNotice: (notice) => this.#dispatch({ type: "server-notice", notice }),
        onSignaling: (trace) => this.#events.messages.emit("signaling", trace),
        onTimeline: (trace) => this.#events.messages.emit("timeline", trace),
        onMessage: (label, data, header) => this.#received(label, data, header),
        onEnded: (error) => this.#end(error),
        onAttachFailure: (cause) => this.#end(attachFailure(cause)),
      },
    );
  }
}

function attachFailure(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return new SoraE2EEError(
    "browser-unsupported",
    "The browser refused an encoded transform, without which media cannot be protected.",
    { cause },
  );
}
