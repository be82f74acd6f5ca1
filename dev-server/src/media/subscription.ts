import { randomInt } from "node:crypto";
import type { Interception } from "../interception.ts";
import type { SimulcastRid } from "../sdp/offer.ts";
import type { FrameStart } from "./frames/index.ts";
import { LayerSelector } from "./layer-selector.ts";
import { PacketCache } from "./packet-cache.ts";
import type { PublishedTrack } from "./published-track.ts";
import { forwardedSenderReport } from "./rtcp.ts";
import type { RtpPacket } from "./rtp-packet.ts";
import { StreamRewriter } from "./stream-rewriter.ts";

/** Members subscribe to a newcomer at about the same time: one key frame can serve them all. */
const SETTLE = 40;

/** Where a subscription's packets go. */
export interface SubscriberPort {
  readonly connectionId: string;
  sendRtp(packet: RtpPacket): Buffer | undefined;
  resendRtp(encrypted: Buffer): void;
  sendRtcp(packet: Buffer): void;
}

/** One member's audio or video on its way to one other member: opaque, but for SSRC, sequence numbers and timestamps. */
export class Subscription {
  readonly ssrc = randomInt(1, 0xffffffff);
  private readonly rewriter: StreamRewriter;
  private readonly cache: PacketCache | undefined;
  private readonly layers: LayerSelector | undefined;

  constructor(
    private track: PublishedTrack,
    private readonly port: SubscriberPort,
    preferredRid: SimulcastRid,
    private readonly interception: Interception,
  ) {
    this.rewriter = new StreamRewriter(this.ssrc, track.codec.clockRate);
    this.cache = track.codec.kind === "video" ? new PacketCache() : undefined;
    this.layers = track.simulcast ? new LayerSelector(preferredRid) : undefined;
  }

  get publishedTrack(): PublishedTrack {
    return this.track;
  }

  start(): void {
    this.track.subscriptions.add(this);
    this.layers?.choose(this.track.lastArrivals, Date.now());
    this.track.requestKeyFrame(this.layers?.target, SETTLE);
  }

  stop(): void {
    this.track.subscriptions.delete(this);
  }

  /** Feeds this subscription from another track of the same codec. */
  retarget(track: PublishedTrack): void {
    const running = this.track.subscriptions.delete(this);
    this.track = track;
    if (running) this.start();
  }

  preferLayer(rid: SimulcastRid): void {
    if (this.layers) this.layers.preferred = rid;
  }

  requestKeyFrame(): void {
    this.track.requestKeyFrame(this.layers?.target ?? this.layers?.current);
  }

  forward(
    packet: RtpPacket,
    rid: SimulcastRid | undefined,
    frame: FrameStart | undefined,
    now: number,
  ): void {
    if (this.layers && rid) {
      if (this.layers.choose(this.track.lastArrivals, now)) this.track.requestKeyFrame(this.layers.target);
      if (!this.layers.admits(rid, frame?.key === true)) return;
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

  private send(packet: RtpPacket | undefined): void {
    if (!packet) return;
    const encrypted = this.port.sendRtp(packet);
    if (encrypted) this.cache?.put(packet.sequenceNumber, encrypted);
  }
}
