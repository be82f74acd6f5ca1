import { randomInt } from "node:crypto";
import type { Interception } from "../interception.ts";
import type { SimulcastRid } from "../sdp/offer.ts";
import type { RequestRid } from "../signaling/connect-message.ts";
import type { FrameStart } from "./frames/index.ts";
import { LayerSelector, type LayerSwitch } from "./layer-selector.ts";
import { PacketCache } from "./packet-cache.ts";
import type { PublishedTrack } from "./published-track.ts";
import { forwardedSenderReport } from "./rtcp.ts";
import type { RtpPacket } from "./rtp-packet.ts";
import { StreamRewriter } from "./stream-rewriter.ts";

/** Several members subscribe to a new one at about the same time, so one key frame can serve all. */
const SETTLE = 40;
/** Milliseconds before a key frame of the wanted layer is requested again. */
const ASK_AGAIN = 1000;

/** The recipient of a subscription's packets. */
export interface SubscriberPort {
  readonly connectionId: string;
  sendRtp(packet: RtpPacket): Buffer | undefined;
  resendRtp(encrypted: Buffer): void;
  sendRtcp(packet: Buffer): void;
  /** The subscriber gets another layer of this sender from now on. */
  layerSwitched(senderId: string, change: LayerSwitch): void;
}

export interface SubscriptionWish {
  /** The layer that the subscriber wants. For a track without layers, only `none` matters. */
  readonly rid: RequestRid;
  /** True when the subscriber's forwarding filters allow the track. */
  readonly forwarded: boolean;
}

/**
 * One member's audio or video on its way to another member. Only SSRC, sequence numbers and timestamps are
 * changed.
 */
export class Subscription {
  readonly ssrc = randomInt(1, 0xffffffff);
  private readonly rewriter: StreamRewriter;
  private readonly cache: PacketCache | undefined;
  private readonly layers: LayerSelector | undefined;
  private open: boolean;
  private askedAt = 0;

  constructor(
    private track: PublishedTrack,
    private readonly port: SubscriberPort,
    private readonly payloadType: number,
    wish: SubscriptionWish,
    private readonly interception: Interception,
  ) {
    this.rewriter = new StreamRewriter(this.ssrc, track.codec.clockRate);
    this.cache = track.codec.kind === "video" ? new PacketCache() : undefined;
    this.layers = track.simulcast ? new LayerSelector(wish.rid) : undefined;
    this.open = this.isOpen(wish);
  }

  get publishedTrack(): PublishedTrack {
    return this.track;
  }

  get subscriberId(): string {
    return this.port.connectionId;
  }

  /** The layer that goes to the subscriber now. Undefined: the track has no layers. */
  get layer(): RequestRid | undefined {
    if (!this.layers) return undefined;
    return this.open ? (this.layers.current ?? "none") : "none";
  }

  start(): void {
    this.track.subscriptions.add(this);
    this.layers?.choose(this.track.lastArrivals, Date.now());
    if (this.open && this.layers?.preferred !== "none")
      this.track.requestKeyFrame(this.layers?.target, SETTLE);
  }

  stop(): void {
    this.track.subscriptions.delete(this);
  }

  /** The subscriber requests another layer. */
  retarget(track: PublishedTrack): void {
    const running = this.track.subscriptions.delete(this);
    this.track = track;
    if (running) this.start();
  }

  /** The subscriber asks for something else. */
  wish(wish: SubscriptionWish): void {
    const wasOpen = this.open && this.layers?.preferred !== "none";
    this.open = this.isOpen(wish);
    const change = this.layers?.prefer(wish.rid);
    if (change) this.port.layerSwitched(this.track.connectionId, change);
    this.layers?.choose(this.track.lastArrivals, Date.now());
    if (!this.open || this.layers?.preferred === "none") this.rewriter.pause();
    else if (!wasOpen || this.layers?.target !== this.layers?.current) this.requestKeyFrame();
  }

  requestKeyFrame(): void {
    if (!this.open || this.layers?.preferred === "none") return;
    this.track.requestKeyFrame(this.layers?.target ?? this.layers?.current);
  }

  forward(
    packet: RtpPacket,
    rid: SimulcastRid | undefined,
    frame: FrameStart | undefined,
    now: number,
  ): void {
    if (!this.open) return;
    if (this.layers && rid) {
      const { target, current } = this.layers;
      const isStuck = target !== current && now - this.askedAt > ASK_AGAIN;
      // A viewer that sees the old layer sends no request, so a lost request must be repeated.
      if (this.layers.choose(this.track.lastArrivals, now) || isStuck) {
        this.askedAt = now;
        this.track.requestKeyFrame(this.layers.target);
      }
      if (!this.layers.admits(rid, frame?.key === true)) return;
      const change = this.layers.takeSwitch();
      if (change) this.port.layerSwitched(this.track.connectionId, change);
    }
    const { media } = this.interception;
    if (!media) {
      this.send(this.rewriter.rewrite(packet, now));
      return;
    }
    const forwarded = media(
      { from: this.track.connectionId, to: this.port.connectionId, kind: this.track.codec.kind, frame },
      packet,
    );
    forwarded.forEach((each, index) => {
      this.send(index === 0 ? this.rewriter.rewrite(each, now) : this.rewriter.insert(each, now));
    });
  }

  forwardSenderReport(ssrc: number, report: Buffer): void {
    if (ssrc !== this.rewriter.sourceSsrc) return;
    this.port.sendRtcp(forwardedSenderReport(report, this.ssrc, this.rewriter.timestampOffset));
  }

  repeat(sequenceNumbers: readonly number[]): void {
    for (const sequenceNumber of sequenceNumbers) {
      const encrypted = this.cache?.get(sequenceNumber);
      if (encrypted) this.port.resendRtp(encrypted);
    }
  }

  private isOpen({ rid, forwarded }: SubscriptionWish): boolean {
    return forwarded && (this.layers !== undefined || this.track.codec.kind === "audio" || rid !== "none");
  }

  private send(packet: RtpPacket | undefined): void {
    if (!packet) return;
    const encrypted = this.port.sendRtp({ ...packet, payloadType: this.payloadType });
    if (encrypted) this.cache?.put(packet.sequenceNumber, encrypted);
  }
}
