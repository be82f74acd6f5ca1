import { type DepacketizerCodec, dePacketizeRtpPackets, RtpHeader, RtpPacket } from "werift";
import { FRAMES } from "../media/frames/index.ts";
import type { PacketTap } from "../media/published-track.ts";
import type { ReceivedRtp } from "../media/rtp-packet.ts";
import type { Codec } from "../sdp/codecs.ts";
import { withObuSizes } from "./obu-sizes.ts";

/** A whole frame, as a curious server would assemble it. */
export interface ObservedFrame {
  readonly data: Uint8Array;
  readonly key: boolean;
  /** Seconds since the first frame, by the sender's clock. */
  readonly time: number;
}

/** Packets that are missing for this long count as lost. */
const GIVE_UP_AFTER = 1000;
const MAX_WAITING = 1024;
const DEPACKETIZER = { OPUS: "OPUS", VP8: "VP8", VP9: "VP9", AV1: "AV1", H264: "MPEG4/ISO/AVC" } as const;

/**
 * Orders the packets of one published track and assembles its frames. With simulcast it follows the first
 * layer with a key frame, and moves up at a key frame of a higher layer.
 */
export class FrameAssembler implements PacketTap {
  private readonly waiting = new Map<number, { readonly packet: ReceivedRtp; readonly at: number }>();
  private parts: ReceivedRtp[] = [];
  private ssrc: number | undefined;
  private rid = "";
  private next = 0;
  private needsKey: boolean;
  private lastTimestamp: number | undefined;
  private elapsed = 0;

  constructor(
    private readonly codec: Codec,
    private readonly onFrame: (frame: ObservedFrame) => void,
  ) {
    this.needsKey = codec.kind === "video";
  }

  packet(packet: ReceivedRtp, rid: string | undefined, now: number): void {
    if (packet.ssrc !== this.ssrc && !this.follow(packet, rid)) return;
    const distance = ((packet.sequenceNumber - this.next + 0x8000) & 0xffff) - 0x8000;
    if (distance < 0) return;
    this.waiting.set(this.next + distance, { packet, at: now });
    if (distance > 0) this.giveUpOnLost(now);
    this.takeInOrder();
  }

  /** Only a key frame of the current layer or a higher one starts it. */
  private follow(packet: ReceivedRtp, rid: string | undefined): boolean {
    const isVideo = this.codec.kind === "video";
    if (packet.payload.length === 0 || (isVideo && !this.startOf(packet)?.key)) return false;
    if (this.ssrc !== undefined && (rid ?? "") <= this.rid) return false;
    this.ssrc = packet.ssrc;
    this.rid = rid ?? "";
    this.next = packet.sequenceNumber;
    this.waiting.clear();
    this.parts = [];
    return true;
  }

  private takeInOrder(): void {
    for (let entry = this.waiting.get(this.next); entry; entry = this.waiting.get(this.next)) {
      this.waiting.delete(this.next++);
      const { packet } = entry;
      if (packet.payload.length === 0) continue;
      this.parts.push(packet);
      if (packet.marker || this.codec.kind === "audio") this.complete();
    }
  }

  private giveUpOnLost(now: number): void {
    const sequences = [...this.waiting.keys()];
    const oldest = this.waiting.get(Math.min(...sequences));
    if (!oldest || (now - oldest.at < GIVE_UP_AFTER && sequences.length < MAX_WAITING)) return;
    this.next = Math.min(...sequences);
    this.parts = [];
    this.needsKey = this.codec.kind === "video";
  }

  private complete(): void {
    const parts = this.parts;
    this.parts = [];
    const [first] = parts;
    // Parameter sets may go ahead, in packets of their own.
    const start = parts.map((part) => this.startOf(part)).find((found) => found !== undefined);
    if (!first || !start || (this.needsKey && !start.key)) return;
    this.needsKey = false;
    const data = this.depacketize(parts);
    const time = this.secondsAt(first.timestamp);
    if (data) this.onFrame({ data, key: start.key || this.codec.kind === "audio", time });
  }

  private startOf(packet: ReceivedRtp) {
    return FRAMES[this.codec.name].frameStart(packet.payload);
  }

  private depacketize(parts: readonly ReceivedRtp[]): Uint8Array | undefined {
    const codec: DepacketizerCodec = DEPACKETIZER[this.codec.name];
    const packets = parts.map(
      ({ sequenceNumber, timestamp, payload }) =>
        // Copied, because the bytes are still needed and its parsers may change them.
        new RtpPacket(new RtpHeader({ sequenceNumber, timestamp }), Buffer.from(payload)),
    );
    try {
      const data = new Uint8Array(dePacketizeRtpPackets(codec, packets).data);
      return this.codec.name === "AV1" ? withObuSizes(data) : data;
    } catch {
      return undefined;
    }
  }

  private secondsAt(timestamp: number): number {
    // The 32 bits wrap around, and frames are less than half of that range apart.
    this.elapsed += (timestamp - (this.lastTimestamp ?? timestamp)) | 0;
    this.lastTimestamp = timestamp;
    return this.elapsed / this.codec.clockRate;
  }
}
