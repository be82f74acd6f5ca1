import { CLOSE, type CloseReason, Refusal } from "../close-reasons.ts";
import { type ReceivedRtp, readExtension } from "../media/rtp-packet.ts";
import type { Settings } from "../options.ts";
import { SdpError } from "../sdp/answer.ts";
import type { Kind } from "../sdp/codecs.ts";
import { EXTENSION_IDS } from "../sdp/offer.ts";
import type { ConnectRequest } from "../signaling/connect-message.ts";
import { isObject, type Json, type JsonObject, parseMessage, requiredString } from "../signaling/json.ts";
import type { ConnectionStats } from "../stats.ts";
import type { ServerCertificate } from "../transport/certificate.ts";
import { PeerTransport } from "../transport/peer-transport.ts";
import type { UdpEndpoint } from "../transport/udp-endpoint.ts";
import { Carriers, type SignalingSocket } from "./carriers.ts";
import type { Channel } from "./channel.ts";
import { handleFeedback } from "./feedback.ts";
import { Ingest } from "./ingest.ts";
import { acceptDataChannels } from "./member-channels.ts";
import { startMemberClocks } from "./member-clocks.ts";
import { Negotiation } from "./negotiation.ts";
import { NetworkStatus } from "./network-status.ts";
import { networkStatus } from "./notifications.ts";
import { offerMessage } from "./offer-message.ts";
import { Reception } from "./reception.ts";
import { Timers } from "./timers.ts";

/**
 * Channels are closed first, and the transport after this time. Otherwise the client takes the end for a
 * failure.
 */
const LINGER = 1000;
const KEY_FRAME_DELAYS = [100, 1000];

export interface ClientStatistics {
  /** The time of the newest reports. */
  readonly at: string;
  readonly reports: readonly JsonObject[];
}

export interface MemberContext {
  readonly settings: Settings;
  readonly endpoint: UdpEndpoint;
  readonly certificate: ServerCertificate;
  /** The member is out of its channel. */
  left(): void;
  /** The member has released all resources. */
  disposed(member: Member): void;
}

/** One connection in a channel, from its connect message to its end. */
export class Member {
  readonly clientId: string;
  readonly bundleId: string;
  readonly since = Date.now();
  readonly stats: ConnectionStats;
  readonly carriers: Carriers;
  readonly transport: PeerTransport;
  readonly negotiation: Negotiation;
  readonly ingest: Ingest;
  readonly reception: Reception;
  /** The client's metadata for the notifications of others. RPC can change them. */
  notifyMetadata: Json | undefined;
  /** The client's own answer to `req-stats`. */
  statistics: ClientStatistics | undefined;
  state: "offered" | "connected" | "left" = "offered";
  announced = false;
  private answered = false;
  private fingerprints: readonly string[] = [];
  private readonly publishing = new Set<Kind>();
  private readonly network = new NetworkStatus();
  private readonly timers = new Timers();

  constructor(
    readonly connectionId: string,
    readonly request: ConnectRequest,
    private readonly channel: Channel,
    socket: SignalingSocket,
    private readonly context: MemberContext,
  ) {
    const { settings, endpoint, certificate } = context;
    this.clientId = request.clientId ?? this.connectionId;
    this.bundleId = request.bundleId ?? this.connectionId;
    this.notifyMetadata = request.notifyMetadata;
    this.stats = channel.statsOf(this);
    this.carriers = new Carriers(socket, request, settings);
    this.transport = new PeerTransport(endpoint, certificate, {
      connected: () => this.connectIfReady(),
      rtp: (packet) => this.ingest.receive(packet, Date.now()),
      rtcp: (packet) => handleFeedback(packet, this.ingest, this.negotiation),
      closed: () => this.leave(CLOSE.transportClosed),
      failed: () => this.leave(CLOSE.handshakeFailed),
    });
    const loss = settings.test.packetLoss ?? 0;
    Object.assign(this.transport.impairment, { lossIn: loss, lossOut: loss });
    this.ingest = new Ingest(
      this.connectionId,
      request,
      this.stats,
      settings.maxBitrate,
      (packet) => this.transport.sendRtcp(packet),
      (packet) => this.arrived(packet),
    );
    this.reception = new Reception(this, channel, settings);
    this.negotiation = new Negotiation(
      {
        ufrag: this.transport.ufrag,
        password: this.transport.password,
        fingerprint: certificate.fingerprint,
        candidates: endpoint.candidates,
        maxMessageSize: Math.min(settings.maxMessageBytes, 262144),
      },
      {
        reoffer: (sdp) => this.carriers.sendSignaling({ type: "re-offer", sdp: this.asOffered(sdp) }),
        subscribe: (track, payloadType) => this.reception.subscription(track, payloadType),
      },
    );
  }

  sendOffer(): void {
    const mid: { audio?: string; video?: string } = {};
    for (const { codec, simulcast } of this.ingest.tracks) {
      const audioLevels = this.request.spotlight !== undefined && codec.kind === "audio";
      mid[codec.kind] = this.negotiation.addPublishLine(codec, { simulcast, audioLevels });
    }
    // Keeps the transport open for the whole connection, also when nothing is published.
    if (this.request.dataChannelSignaling || this.ingest.tracks.length === 0) {
      this.negotiation.addApplicationLine();
      acceptDataChannels(this, this.channel, this.context.settings.interception, this.timers);
    }
    for (const other of this.channel.present) this.reception.subscribeTo(other);
    this.carriers.sendSignaling(
      offerMessage(
        this,
        this.channel,
        mid,
        this.asOffered(this.negotiation.createOffer()),
        this.carriers.offered(),
        this.context.settings.capabilities.version,
      ),
    );
  }

  publishes(kind: Kind): boolean {
    return this.publishing.has(kind);
  }

  /** Handles a signaling message of the client from any path. Throws a Refusal. */
  receiveText(text: string): void {
    const message = parseMessage(text);
    switch (message.type) {
      case "answer":
        if (this.answered) throw new Refusal(CLOSE.unexpectedMessage("answer"));
        this.receiveAnswer(requiredString(message, "sdp"));
        return;
      case "re-answer":
      case "update":
        if (!this.answered) throw new Refusal(CLOSE.unexpectedMessage(String(message.type)));
        this.receiveAnswer(requiredString(message, "sdp"));
        return;
      case "candidate":
        // ICE-lite: the client's checks show its address.
        requiredString(message, "candidate");
        return;
      case "pong":
        this.receiveStatistics(message.stats);
        return;
      case "stats":
        this.receiveStatistics(message.reports);
        return;
      case "disconnect":
        this.leave(CLOSE.typeDisconnect);
        return;
      default:
        throw new Refusal(CLOSE.unexpectedMessage(String(message.type)));
    }
  }

  /** Throws a Refusal. */
  receiveKeyMessage(message: Buffer): void {
    this.channel.routeKeyMessage(this, message);
  }

  requestKeyFrameSoon(): void {
    for (const delay of KEY_FRAME_DELAYS)
      this.timers.later(delay, () => this.ingest.video?.requestKeyFrame());
  }

  /** Runs the action of a client's message, and ends the connection when it is refused. */
  guarded(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.leave(error instanceof Refusal ? error.close : CLOSE.internalError);
    }
  }

  leave(reason: CloseReason): void {
    if (this.state === "left") return;
    this.state = "left";
    this.negotiation.close();
    this.channel.leave(this);
    this.ingest.close();
    this.timers.clear();
    this.context.left();
    this.carriers.close(reason);
    if (this.carriers.switched) this.timers.later(LINGER, () => this.dispose());
    else this.dispose();
  }

  /** Releases all resources at once. */
  dispose(): void {
    this.leave(CLOSE.serverShutdown);
    this.timers.clear();
    this.transport.close();
    this.context.disposed(this);
  }

  /**
   * Called once a second. Sends reports to the client about its media, and a notice when its network status
   * changed.
   */
  sendReports(now: number): void {
    const level = this.network.update(this.ingest.sendReports(now));
    if (level !== undefined && this.state === "connected") this.channel.notify(this, networkStatus(level));
  }

  /** Ends a connection that no longer answers. */
  checkLiveness(now: number): void {
    if (this.state === "offered") {
      if (now - this.since > this.context.settings.connectTimeout) this.leave(CLOSE.connectTimeout);
    } else if (this.state === "connected") {
      if (now - this.transport.lastReceived > this.silenceLimit) this.leave(CLOSE.transportTimeout);
    }
  }

  /** A client that sends no media may only send consent checks, up to 6 s apart in Firefox. */
  private get silenceLimit(): number {
    const { transportTimeout } = this.context.settings;
    return this.publishing.size > 0 ? transportTimeout : transportTimeout * 2.5;
  }

  private receiveAnswer(sdp: string): void {
    if (!this.negotiation.awaitsAnswer) throw new Refusal(CLOSE.unexpectedMessage("answer without offer"));
    if (this.context.settings.test.closeDuringHandshake === "after-answer") {
      throw new Refusal(CLOSE.handshakeAborted);
    }
    try {
      const { publishing, fingerprints, passive } = this.negotiation.answer(sdp);
      if (passive) throw new SdpError("the client has to be the active DTLS side");
      if (fingerprints.length === 0) throw new SdpError("no SHA-256 fingerprint");
      this.fingerprints = fingerprints;
      for (const kind of publishing) this.publishing.add(kind);
    } catch (error) {
      if (error instanceof SdpError) throw new Refusal(CLOSE.invalidSdp(error.message));
      throw error;
    }
    this.answered = true;
    this.connectIfReady();
    this.negotiation.flush();
  }

  private connectIfReady(): void {
    if (this.state !== "offered" || !this.answered || !this.transport.connected) return;
    if (!this.fingerprints.includes(this.transport.remoteFingerprint ?? "")) {
      this.leave(CLOSE.fingerprintMismatch);
      return;
    }
    this.state = "connected";
    this.announced = true;
    startMemberClocks(this, this.channel, this.context.settings, this.timers);
    for (const subscription of this.negotiation.subscriptions()) subscription.requestKeyFrame();
    this.channel.announce(this);
  }

  private asOffered(sdp: string): string {
    return this.context.settings.interception.offer?.(this, sdp) ?? sdp;
  }

  private receiveStatistics(value: unknown): void {
    if (!Array.isArray(value)) return;
    const reports = value.filter(isObject);
    this.statistics = { at: new Date().toISOString(), reports };
    this.context.settings.interception.statistics?.(this.connectionId, reports);
  }

  private arrived(packet: ReceivedRtp): void {
    this.context.settings.interception.arrived?.(this.connectionId, packet);
    if (!this.request.spotlight || packet.payloadType !== this.ingest.audio?.codec.payloadType) return;
    const level = readExtension(packet, EXTENSION_IDS.audioLevel)?.[0];
    // The first bit is the sender's own voice activity flag (RFC 6464).
    if (level !== undefined) this.channel.spotlight.heard(this, level & 0x7f, Date.now());
  }
}
