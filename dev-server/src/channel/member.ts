import { CLOSE, type CloseReason, Refusal } from "../close-reasons.ts";
import { createId } from "../ids.ts";
import { Subscription } from "../media/subscription.ts";
import type { Settings } from "../options.ts";
import { SdpError } from "../sdp/answer.ts";
import type { Kind } from "../sdp/codecs.ts";
import type { ConnectRequest } from "../signaling/connect-message.ts";
import { isObject, parseMessage, requiredString } from "../signaling/json.ts";
import type { ConnectionStats } from "../stats.ts";
import type { ServerCertificate } from "../transport/certificate.ts";
import type { DataChannels } from "../transport/data-channels.ts";
import { PeerTransport } from "../transport/peer-transport.ts";
import type { UdpEndpoint } from "../transport/udp-endpoint.ts";
import { Carriers, type SignalingSocket } from "./carriers.ts";
import type { Channel } from "./channel.ts";
import { handleFeedback } from "./feedback.ts";
import { Ingest } from "./ingest.ts";
import { Negotiation } from "./negotiation.ts";
import { offerMessage } from "./offer-message.ts";
import { Timers } from "./timers.ts";

/** Channels are closed first and the transport after this, or the client takes the end for a failure. */
const LINGER = 1000;
const KEY_FRAME_DELAYS = [100, 1000];

export interface MemberContext {
  readonly settings: Settings;
  readonly endpoint: UdpEndpoint;
  readonly certificate: ServerCertificate;
  /** The member is out of its channel. */
  left(): void;
  /** The member has let go of everything. */
  disposed(member: Member): void;
}

/** One connection in a channel, from its connect message to its end. */
export class Member {
  readonly connectionId = createId();
  readonly clientId: string;
  readonly bundleId: string;
  readonly since = Date.now();
  readonly stats: ConnectionStats;
  readonly carriers: Carriers;
  readonly transport: PeerTransport;
  readonly negotiation: Negotiation;
  readonly ingest: Ingest;
  state: "offered" | "connected" | "left" = "offered";
  announced = false;
  private answered = false;
  private fingerprints: readonly string[] = [];
  private readonly publishing = new Set<Kind>();
  private readonly timers = new Timers();

  constructor(
    readonly request: ConnectRequest,
    private readonly channel: Channel,
    socket: SignalingSocket,
    private readonly context: MemberContext,
  ) {
    const { settings, endpoint, certificate } = context;
    this.clientId = request.clientId ?? this.connectionId;
    this.bundleId = request.bundleId ?? this.connectionId;
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
      (packet) => settings.interception.arrived?.(this.connectionId, packet),
    );
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
        subscribe: (track) =>
          new Subscription(track, this.port(), request.simulcastRid, settings.interception),
      },
    );
  }

  sendOffer(): void {
    const mid: { audio?: string; video?: string } = {};
    for (const { codec, simulcast } of this.ingest.tracks) {
      mid[codec.kind] = this.negotiation.addPublishLine(codec, simulcast);
    }
    // Something has to carry the transport for as long as the connection lives, also when nothing is published.
    if (this.request.dataChannelSignaling || this.ingest.tracks.length === 0) {
      this.negotiation.addApplicationLine();
      this.acceptDataChannels();
    }
    for (const other of this.channel.present) this.subscribeTo(other);
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

  subscribeTo(other: Member): void {
    if (this.request.role === "sendonly" || this.state === "left") return;
    for (const track of other.ingest.tracks) {
      const wanted = track.codec.kind === "audio" ? this.request.audio : this.request.video;
      if (wanted && other.publishes(track.codec.kind)) this.negotiation.subscribe(track);
    }
  }

  publishes(kind: Kind): boolean {
    return this.publishing.has(kind);
  }

  /** A signaling message of the client, however it came; throws a Refusal. */
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
        // ICE-lite: the client's checks say where it is.
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

  /** Runs what a client's message asks for, and ends the connection when it is refused. */
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

  /** Lets go of everything at once. */
  dispose(): void {
    this.leave(CLOSE.serverShutdown);
    this.timers.clear();
    this.transport.close();
    this.context.disposed(this);
  }

  /** Ends a connection that is not there any more. */
  checkLiveness(now: number): void {
    if (this.state === "offered") {
      if (now - this.since > this.context.settings.connectTimeout) this.leave(CLOSE.connectTimeout);
    } else if (this.state === "connected") {
      if (now - this.transport.lastReceived > this.silenceLimit) this.leave(CLOSE.transportTimeout);
    }
  }

  /** A client that sends no media may be heard by its consent checks only, up to 6 s apart in Firefox. */
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
    for (const subscription of this.negotiation.subscriptions()) subscription.requestKeyFrame();
    this.channel.announce(this);
  }

  private asOffered(sdp: string): string {
    return this.context.settings.interception.offer?.(this, sdp) ?? sdp;
  }

  private receiveStatistics(reports: unknown): void {
    if (!Array.isArray(reports)) return;
    this.context.settings.interception.statistics?.(this.connectionId, reports.filter(isObject));
  }

  private acceptDataChannels(): void {
    const channels = this.transport.acceptDataChannels({
      associated: () => this.openChannels(channels),
      opened: () => this.carriers.channelOpened(),
      message: (label, data) => this.guarded(() => this.receiveOnChannel(label, data)),
      closed: (label) => {
        if (label === "signaling") this.leave(CLOSE.normal);
      },
      ended: () => this.leave(CLOSE.transportClosed),
    });
  }

  private openChannels(channels: DataChannels): void {
    const { interception } = this.context.settings;
    this.carriers.open(channels, (label, open) => {
      const delay = interception.channelDelay?.(this, label) ?? 0;
      if (delay > 0) this.timers.later(delay, open);
      else open();
    });
  }

  private receiveOnChannel(label: string, data: Buffer): void {
    if (this.state === "left") return;
    const body = this.carriers.decode(label, data);
    if (label === "signaling" || label === "stats") this.receiveText(body.toString());
    else if (label === "e2ee") this.receiveKeyMessage(body);
    else if (label.startsWith("#")) this.channel.broadcast(this, label, body);
  }

  private port() {
    return {
      connectionId: this.connectionId,
      sendRtp: this.transport.sendRtp.bind(this.transport),
      resendRtp: this.transport.resendRtp.bind(this.transport),
      sendRtcp: this.transport.sendRtcp.bind(this.transport),
    };
  }
}
