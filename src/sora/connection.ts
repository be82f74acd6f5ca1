import type { SoraCloseEvent } from "sora-js-sdk";
import { SoraE2EEError } from "../errors.ts";
import type { ServerDetails } from "../protocol/server.ts";
import type { SoraConnectionEvents } from "./connection-events.ts";
import { ownMetadata, type SoraConnectionParameters, sdkConnection } from "./connection-parameters.ts";
import { failClosed, failClosedConfiguration, type TransformAttacher } from "./fail-closed.ts";
import {
  connectFailure,
  connectionLost,
  endedByServer,
  isOrdinaryClose,
  namesReason,
  type SignalingClose,
  unexplained,
} from "./failures.ts";
import { channelCounts, isNotifiedId, presenceEvent } from "./notifications.ts";
import { OfferPolicy } from "./offer/policy.ts";
import { withOwnMetadata, withoutOwnMetadata } from "./own-metadata.ts";
import { PeerStreams } from "./peer-streams.ts";
import { createRelay } from "./relay/create.ts";
import type { KeyRelay } from "./relay/relay.ts";
import { type SenderHeader, senderHeaders } from "./relay/sender-header.ts";
import { RpcChannel, type RpcOptions } from "./rpc-channel.ts";
import {
  connectWith,
  endQuietly,
  installSeams,
  limitStatistics,
  refuseOddMessages,
  type SdkConnection,
  stopConnecting,
} from "./sdk-seams.ts";
import { serverNotice } from "./server-notices.ts";
import { signalingTrace, timelineTrace } from "./traces.ts";
import { isRecord, safeJson } from "./untrusted-json.ts";
import { instrumentSignalingWebSocket } from "./websocket-seam.ts";

/** Time limit for the SDK to notice that connecting is over. */
const sdkGrace = 500;
/** Maximum delay of the WebSocket's close after that of the DataChannels. */
const lastWordTime = 100;
/** Time in which a connection without its signaling DataChannel either fails or gives its reason. */
const channelsGoneTime = 500;

/** One connection of the SDK, with E2EE added through its seams. It can be used once. */
export class SoraConnection {
  /** Sends key messages in order, as soon as there is a path. */
  readonly relay: Pick<KeyRelay, "send">;
  readonly #connection: SdkConnection;
  readonly #relay: KeyRelay;
  readonly #rpc = new RpcChannel();
  readonly #own: Readonly<Record<string, unknown>>;
  readonly #simulcast: boolean;
  readonly #sockets = new Set<WebSocket>();
  /** By label, as offered by the server. */
  #headers: ReadonlyMap<unknown, SenderHeader | null> = new Map();
  readonly #streams = new PeerStreams();
  #peerConnection: RTCPeerConnection | null = null;
  #opened = false;
  /** The server's close code and reason of the WebSocket. */
  #lastWord: SignalingClose | null = null;
  #onClosedByOther: (close: SignalingClose) => void = () => undefined;
  readonly #onNamedEnd: (close: SignalingClose) => void;
  #connected = false;
  #closing: Promise<void> | null = null;
  #connecting: Promise<unknown> = Promise.resolve();

  constructor(
    parameters: SoraConnectionParameters,
    attacher: TransformAttacher,
    events: SoraConnectionEvents,
  ) {
    this.#simulcast = parameters.options.simulcast === true;
    this.#relay = createRelay(
      parameters.relay,
      {
        onKeyMessage: events.onKeyMessage,
        onDropped: (connectionId, code) => events.onDropped(connectionId, code),
        onLost: (error) => {
          if (!this.#closing && this.#connected) events.onEnded(error);
        },
      },
      typeof parameters.keyPackage === "string",
    );
    this.relay = this.#relay;
    this.#own = ownMetadata(parameters);
    this.#connection = sdkConnection(parameters, this.#relay, this.#own);
    endQuietly(this.#connection);
    limitStatistics(this.#connection);
    installSeams(this.#connection, {
      onSignalingWebSocket: (ws) => this.#adoptWebSocket(ws),
      configure: (offer) => {
        this.#relay.offered(offer);
        this.#headers = senderHeaders(offer.data_channels);
        this.#rpc.offered(offer);
        return failClosedConfiguration(offer.config);
      },
      onPeerConnection: (pc) => {
        this.#peerConnection = pc;
        failClosed(pc, attacher, new OfferPolicy(parameters.offers), {
          onFailure: (cause) => events.onAttachFailure(cause),
          onRefusedStream: (connectionId) => events.onDropped(connectionId, "codec-unsupported"),
        });
        this.#relay.watch(pc);
        pc.addEventListener("datachannel", ({ channel }) => {
          if (channel.label === "rpc") this.#rpc.adopt(channel);
          else refuseOddMessages(channel, () => events.onDropped(null, "invalid-message"));
          if (channel.label !== "signaling") return;
          channel.addEventListener("close", () => this.#signalingClosed(pc, events));
        });
      },
    });
    this.#listen(events);
    this.#onNamedEnd = (close) => events.onEnded(endedByServer(close));
  }

  get peerConnection(): RTCPeerConnection | null {
    return this.#peerConnection;
  }

  /**
   * @param stream what to send; null for `recvonly`.
   * @throws {SoraE2EEError} All resources are then closed, or are being closed, and `close` waits for that.
   * Also rejects, possibly late, when `close` is called in the meantime.
   */
  async connect(stream: MediaStream | null): Promise<void> {
    const refused = new Promise<never>((_resolve, reject) => {
      this.#onClosedByOther = reject;
    });
    this.#connecting = connectWith(this.#connection, stream);
    try {
      await Promise.race([this.#connecting, refused]);
      this.#connected = true;
    } catch (cause) {
      void this.close();
      throw connectFailure(cause, this.#opened, {
        simulcast: this.#simulcast,
        explain: (close, reason) => this.#relay.explain(close, reason),
      });
    }
  }

  /** @throws {SoraE2EEError} `invalid-state` when there is no open DataChannel of this label. */
  async sendMessage(label: string, data: Uint8Array): Promise<void> {
    if (label === this.#relay.label) {
      throw new SoraE2EEError(
        "invalid-state",
        `The DataChannel "${label}" is reserved for key messages. An app cannot send on it.`,
      );
    }
    try {
      await this.#connection.sendMessage(label, data);
    } catch (cause) {
      throw new SoraE2EEError(
        "invalid-state",
        `There is no open DataChannel "${label}". Name it in connectionOptions.dataChannels, with dataChannelSignaling.`,
        { cause },
      );
    }
  }

  get serverDetails(): ServerDetails {
    const { connectedSignalingUrl, sessionId, authMetadata } = this.#connection;
    return {
      signalingUrl: connectedSignalingUrl,
      sessionId: typeof sessionId === "string" ? sessionId : null,
      authMetadata: safeJson(authMetadata ?? null),
      rpcMethods: this.#rpc.methods,
    };
  }

  /**
   * Calls a method of the server. Metadata that it puts keep what this library published.
   * @throws {SoraE2EEError} `invalid-state`, `invalid-options` or `rpc-failed`.
   */
  async rpc(method: string, params: unknown, options?: RpcOptions): Promise<unknown> {
    const result = await this.#rpc.call(method, withOwnMetadata(method, params, this.#own), options);
    return withoutOwnMetadata(method, result);
  }

  /** Ends the connection in any state. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#relay.close();
    this.#rpc.close();
    if (!this.#connected) {
      // The SDK's own `disconnect` can leave a pending `connect` waiting forever. Closing the socket usually ends it.
      for (const ws of this.#sockets) ws.close();
      this.#peerConnection?.close();
      const grace = new Promise((resolve) => setTimeout(resolve, sdkGrace));
      await Promise.race([this.#connecting.catch(() => undefined), grace]);
      stopConnecting(this.#connection);
    }
    await this.#connection.disconnect().catch(() => undefined);
    this.#peerConnection?.close();
  }

  #adoptWebSocket(ws: WebSocket): void {
    if (this.#closing) {
      ws.close();
      throw new SoraE2EEError("aborted", "Connecting was cancelled.");
    }
    this.#opened = true;
    this.#sockets.add(ws);
    this.#relay.webSocket?.adopt(ws);
    instrumentSignalingWebSocket(ws, {
      keyMessages: this.#relay.webSocket,
      onClosedByOther: (code, reason) => {
        this.#lastWord = { code, reason };
        this.#onClosedByOther({ code, reason });
        // The SDK waits for seconds when the DataChannels close as well.
        if (!this.#closing && this.#connected && namesReason({ code, reason }))
          this.#onNamedEnd({ code, reason });
      },
    });
  }

  #listen(events: SoraConnectionEvents): void {
    const connection = this.#connection;
    connection.on("notify", (message) => {
      const counts = channelCounts(message);
      if (counts) events.onCounts(counts);
      const event = presenceEvent(message, connection.connectionId);
      if (event?.type === "destroyed") this.#relay.forget?.(event.connectionId);
      if (event) events.onPresence(event);
      const notice = serverNotice(message);
      if (notice) events.onNotice(notice);
    });
    connection.on("signaling", (event) => {
      const trace = signalingTrace(event);
      if (trace) events.onSignaling(trace);
    });
    connection.on("timeline", (event) => {
      const trace = timelineTrace(event);
      if (trace) events.onTimeline(trace);
    });
    connection.on("track", ({ track, receiver, streams: [stream] }) => {
      // The transform of a stream without a connection id decrypts nothing. Its worker reports it.
      if (!stream || !isNotifiedId(stream.id)) return;
      const { stream: shown, before, reused } = this.#streams.add(stream.id, track);
      // The browser does not always say so: the server can leave the track in the stream of the peer before.
      if (before !== null) events.onTrackRemoved(before, track);
      events.onTrack(stream.id, shown, track, reused ? receiver : null);
    });
    connection.on("removetrack", ({ track, target }) => {
      if (!(target instanceof MediaStream) || !isNotifiedId(target.id)) return;
      this.#streams.remove(target.id, track);
      events.onTrackRemoved(target.id, track);
    });
    connection.on("push", (message) => {
      const data = safeJson((message as unknown as { readonly data?: unknown } | null)?.data);
      if (isRecord(data)) events.onPush(data);
    });
    connection.on("message", ({ label, data }) =>
      events.onMessage(label, new Uint8Array(data), this.#headers.get(label) ?? null),
    );
    connection.on("switched", () => this.#relay.switched());
    connection.on("disconnect", (event: SoraCloseEvent) => {
      if (this.#closing || !this.#connected) return;
      // DataChannels may close before the server's reason arrives on the WebSocket.
      setTimeout(() => {
        if (!this.#closing) events.onEnded(this.#reasonOf(event));
      }, lastWordTime);
    });
  }

  /** A server that closes the DataChannels but not the transport ends the connection on purpose. */
  #signalingClosed(pc: RTCPeerConnection, events: SoraConnectionEvents): void {
    setTimeout(() => {
      if (this.#closing || !this.#connected || pc.connectionState !== "connected") return;
      const close = this.#lastWord ?? unexplained;
      if (isOrdinaryClose(close.code)) events.onEnded(endedByServer(close));
    }, channelsGoneTime);
  }

  #reasonOf(event: SoraCloseEvent): SoraE2EEError {
    const said = this.#lastWord;
    if (said && namesReason(said)) return endedByServer(said);
    if (event.type !== "normal") return this.#relay.explain(event) ?? connectionLost(event);
    // When DataChannels close, the SDK makes up a code and a reason, except in "SHUTDOWN", which has those of
    // the server.
    const close = said ?? (event.title === "SHUTDOWN" ? closeOf(event) : null) ?? unexplained;
    return isOrdinaryClose(close.code)
      ? endedByServer(close)
      : connectionLost({ title: event.title, ...close });
  }
}

/** Its fields come unchanged from the server's message `type: close`. */
function closeOf({ code, reason }: SoraCloseEvent): SignalingClose | null {
  return typeof code === "number" ? { code, reason: typeof reason === "string" ? reason : "" } : null;
}
