import type { RtpPacket } from "./rtp-packet.ts";

const signed16 = (value: number) => ((value + 0x8000) & 0xffff) - 0x8000;

/** Makes one continuous stream of one SSRC from the source streams that a subscriber is switched between. */
export class StreamRewriter {
  /** Added to the source's RTP timestamps. */
  timestampOffset = 0;
  private source: number | undefined;
  private sequenceOffset = 0;
  private firstSequence: number | undefined;
  private last: { sequenceNumber: number; timestamp: number; at: number } | undefined;

  constructor(
    readonly ssrc: number,
    private readonly clockRate: number,
  ) {}

  get sourceSsrc(): number | undefined {
    return this.source;
  }

  /** Undefined for a packet of this source from before the switch to it. */
  rewrite(packet: RtpPacket, now: number): RtpPacket | undefined {
    if (packet.ssrc !== this.source) this.switchTo(packet, now);
    if (this.firstSequence !== undefined && signed16(packet.sequenceNumber - this.firstSequence) < 0) {
      return undefined;
    }
    // Far enough ahead that the packet cannot be from before the switch.
    if (this.firstSequence !== undefined && signed16(packet.sequenceNumber - this.firstSequence) > 0x3fff) {
      this.firstSequence = undefined;
    }
    const sequenceNumber = (packet.sequenceNumber + this.sequenceOffset) & 0xffff;
    const timestamp = (packet.timestamp + this.timestampOffset) >>> 0;
    if (!this.last || signed16(sequenceNumber - this.last.sequenceNumber) > 0) {
      this.last = { sequenceNumber, timestamp, at: now };
    }
    return { ...packet, ssrc: this.ssrc, sequenceNumber, timestamp };
  }

  /** Inserts a packet without a source between the others. */
  insert(packet: RtpPacket, now: number): RtpPacket {
    const sequenceNumber = ((this.last?.sequenceNumber ?? packet.sequenceNumber) + 1) & 0xffff;
    const timestamp = (packet.timestamp + this.timestampOffset) >>> 0;
    this.sequenceOffset = (this.sequenceOffset + 1) & 0xffff;
    this.last = { sequenceNumber, timestamp, at: now };
    return { ...packet, ssrc: this.ssrc, sequenceNumber, timestamp };
  }

  /** Leaves out packets from now on. The next packet continues where the last one ended. */
  pause(): void {
    this.source = undefined;
  }

  private switchTo(packet: RtpPacket, now: number): void {
    this.source = packet.ssrc;
    if (!this.last) return;
    const elapsed = Math.max(1, Math.round(((now - this.last.at) * this.clockRate) / 1000));
    this.firstSequence = packet.sequenceNumber;
    this.sequenceOffset = (this.last.sequenceNumber + 1 - packet.sequenceNumber) & 0xffff;
    this.timestampOffset = (this.last.timestamp + elapsed - packet.timestamp) >>> 0;
  }
}
