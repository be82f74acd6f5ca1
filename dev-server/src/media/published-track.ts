import type { Codec } from "../sdp/codecs.ts";
import { EXTENSION_IDS, SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";
import type { FrameCount } from "../stats.ts";
import { type CodecFrames, FRAMES, type FrameStart, isSealed } from "./frames/index.ts";
import { ReceiveStream } from "./receive-stream.ts";
import { negativeAcknowledgement, pictureLossIndication, type ReceptionReport } from "./rtcp.ts";
import { type ReceivedRtp, readExtension } from "./rtp-packet.ts";
import type { Subscription } from "./subscription.ts";

/** libwebrtc ignores a request that comes less than 300 ms after the one before. */
const KEY_FRAME_REQUEST_INTERVAL = 320;
const MAX_STREAMS = 8;
const SERVER_SSRC = 1;

/** Sees each packet once, as it came. */
export interface PacketTap {
  packet(packet: ReceivedRtp, rid: string | undefined, now: number): void;
}

interface KeyFrameRequests {
  lastAt: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Audio or video of one member as it arrives. It is counted here before any other code can change it, then
 * passed to subscribers.
 */
export class PublishedTrack {
  readonly subscriptions = new Set<Subscription>();
  readonly taps = new Set<PacketTap>();
  /** Bytes of received payload, without retransmissions. */
  bytes = 0;
  readonly lastArrivals = new Map<SimulcastRid, number>();
  private readonly streams = new Map<number, ReceiveStream>();
  private readonly requests = new Map<number, KeyFrameRequests>();
  private readonly frames: CodecFrames;

  constructor(
    readonly connectionId: string,
    readonly codec: Codec,
    readonly simulcast: boolean,
    private readonly count: FrameCount,
    private readonly sendRtcp: (packet: Buffer) => void,
  ) {
    this.frames = FRAMES[codec.name];
  }

  get ssrcs(): number[] {
    return [...this.streams.keys()];
  }

  receive(packet: ReceivedRtp, now: number): void {
    const stream = this.streamOf(packet);
    if (!stream?.accept(packet.sequenceNumber, now)) return;
    const rid = stream.rid as SimulcastRid | undefined;
    if (rid) this.lastArrivals.set(rid, now);
    const start = packet.payload.length > 0 ? this.frames.frameStart(packet.payload) : undefined;
    this.bytes += packet.payload.length;
    if (start) this.countFrame(start);
    for (const tap of this.taps) tap.packet(packet, rid, now);
    if (start?.key) this.keyFrameCame(packet.ssrc);
    this.askForMissing(stream, now);
    for (const subscription of this.subscriptions) subscription.forward(packet, rid, start, now);
  }

  senderReport(ssrc: number, report: Buffer, now: number): void {
    const stream = this.streams.get(ssrc);
    if (!stream) return;
    stream.sawSenderReport(report, now);
    for (const subscription of this.subscriptions) subscription.forwardSenderReport(ssrc, report);
  }

  /**
   * Requests a key frame from the sender, for one simulcast layer or all: at most one request per interval,
   * and none is lost. `settle` is the wait for other requests in milliseconds.
   */
  requestKeyFrame(rid?: string, settle = 0): void {
    if (this.codec.kind !== "video") return;
    for (const stream of this.streams.values()) {
      if (rid === undefined || stream.rid === rid) this.requestFrom(stream.ssrc, settle);
    }
  }

  /** Requests missing packets again. */
  tick(now: number): void {
    for (const stream of this.streams.values()) this.askForMissing(stream, now);
  }

  reports(now: number): ReceptionReport[] {
    return [...this.streams.values()].map((stream) => stream.report(now));
  }

  close(): void {
    for (const { timer } of this.requests.values()) clearTimeout(timer);
    this.requests.clear();
    this.streams.clear();
    this.subscriptions.clear();
    this.taps.clear();
  }

  private streamOf(packet: ReceivedRtp): ReceiveStream | undefined {
    const known = this.streams.get(packet.ssrc);
    if (known) return known;
    const rid = this.simulcast ? readExtension(packet, EXTENSION_IDS.rid)?.toString("latin1") : undefined;
    if (this.simulcast && !SIMULCAST_RIDS.some((each) => each === rid)) return undefined;
    if (this.streams.size >= MAX_STREAMS) return undefined;
    const stream = new ReceiveStream(packet.ssrc, rid, this.codec.kind === "video");
    this.streams.set(packet.ssrc, stream);
    return stream;
  }

  private countFrame(start: FrameStart): void {
    this.count.total++;
    if (isSealed(this.frames, start, this.connectionId)) this.count.sealed++;
  }

  private askForMissing(stream: ReceiveStream, now: number): void {
    const missing = stream.takeNacks(now);
    if (missing.length > 0) this.sendRtcp(negativeAcknowledgement(SERVER_SSRC, stream.ssrc, missing));
  }

  /** Serves all earlier requests, so a waiting request is no longer needed. */
  private keyFrameCame(ssrc: number): void {
    const state = this.requests.get(ssrc);
    if (!state?.timer) return;
    clearTimeout(state.timer);
    state.timer = undefined;
  }

  private requestFrom(ssrc: number, settle: number): void {
    const state = this.requests.get(ssrc) ?? { lastAt: 0, timer: undefined };
    this.requests.set(ssrc, state);
    if (state.timer) return;
    const send = () => {
      state.timer = undefined;
      state.lastAt = Date.now();
      this.sendRtcp(pictureLossIndication(SERVER_SSRC, ssrc));
    };
    const wait = Math.max(settle, state.lastAt + KEY_FRAME_REQUEST_INTERVAL - Date.now());
    if (wait <= 0) send();
    else state.timer = setTimeout(send, wait);
  }
}
