/** The RTCP that an SFU acts on (RFC 3550, 4585, 5104, and REMB), read and written. */
export type Feedback =
  | { readonly kind: "sender-report"; readonly ssrc: number; readonly packet: Buffer }
  | { readonly kind: "nack"; readonly media: number; readonly sequenceNumbers: readonly number[] }
  | { readonly kind: "key-frame-request"; readonly media: number };

const SR = 200;
const RR = 201;
const RTPFB = 205;
const PSFB = 206;
const NACK = 1;
const PLI = 1;
const FIR = 4;
const REMB = 15;

/** Reads a compound packet. Malformed and irrelevant parts are left out. */
export function parseRtcp(data: Buffer): Feedback[] {
  const found: Feedback[] = [];
  for (let at = 0; at + 8 <= data.length; ) {
    const first = data.readUInt8(at);
    const length = (data.readUInt16BE(at + 2) + 1) * 4;
    if (first >> 6 !== 2 || at + length > data.length) return found;
    found.push(...parseOne(data.subarray(at, at + length), first & 0x1f));
    at += length;
  }
  return found;
}

function parseOne(packet: Buffer, format: number): Feedback[] {
  const type = packet.readUInt8(1);
  if (type === SR && packet.length >= 28) {
    return [{ kind: "sender-report", ssrc: packet.readUInt32BE(4), packet }];
  }
  if (packet.length < 12) return [];
  const media = packet.readUInt32BE(8);
  if (type === RTPFB && format === NACK) {
    const sequenceNumbers: number[] = [];
    for (let at = 12; at + 4 <= packet.length; at += 4) {
      const base = packet.readUInt16BE(at);
      const mask = packet.readUInt16BE(at + 2);
      sequenceNumbers.push(base);
      for (let bit = 0; bit < 16; bit++) {
        if (mask & (1 << bit)) sequenceNumbers.push((base + bit + 1) & 0xffff);
      }
    }
    return [{ kind: "nack", media, sequenceNumbers }];
  }
  if (type === PSFB && format === PLI) return [{ kind: "key-frame-request", media }];
  if (type === PSFB && format === FIR && packet.length >= 20) {
    return [{ kind: "key-frame-request", media: packet.readUInt32BE(12) }];
  }
  return [];
}

function header(type: number, format: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes);
  packet.writeUInt8(0x80 | format, 0);
  packet.writeUInt8(type, 1);
  packet.writeUInt16BE(bytes / 4 - 1, 2);
  return packet;
}

export function pictureLossIndication(sender: number, media: number): Buffer {
  const packet = header(PSFB, PLI, 12);
  packet.writeUInt32BE(sender, 4);
  packet.writeUInt32BE(media, 8);
  return packet;
}

export function negativeAcknowledgement(sender: number, media: number, missing: readonly number[]): Buffer {
  const packet = header(RTPFB, NACK, 12 + missing.length * 4);
  packet.writeUInt32BE(sender, 4);
  packet.writeUInt32BE(media, 8);
  missing.forEach((sequenceNumber, index) => {
    packet.writeUInt16BE(sequenceNumber, 12 + index * 4);
  });
  return packet;
}

export function estimatedMaximumBitrate(sender: number, bitrate: number, media: readonly number[]): Buffer {
  const packet = header(PSFB, REMB, 20 + media.length * 4);
  const exponent = Math.max(0, Math.ceil(Math.log2(bitrate / 0x3ffff)));
  packet.writeUInt32BE(sender, 4);
  packet.write("REMB", 12, "latin1");
  packet.writeUInt32BE(
    ((media.length << 24) | (exponent << 18) | (Math.floor(bitrate / 2 ** exponent) & 0x3ffff)) >>> 0,
    16,
  );
  media.forEach((ssrc, index) => {
    packet.writeUInt32BE(ssrc, 20 + index * 4);
  });
  return packet;
}

export interface ReceptionReport {
  readonly ssrc: number;
  /** 0 to 255, as on the wire. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  readonly jitter: number;
  readonly lastSenderReport: number;
  readonly delaySinceSenderReport: number;
}

export function receiverReport(sender: number, reports: readonly ReceptionReport[]): Buffer {
  const packet = header(RR, reports.length, 8 + reports.length * 24);
  packet.writeUInt32BE(sender, 4);
  reports.forEach((report, index) => {
    const at = 8 + index * 24;
    packet.writeUInt32BE(report.ssrc, at);
    packet.writeUInt32BE(
      ((report.fractionLost << 24) | (Math.min(report.cumulativeLost, 0x7fffff) & 0xffffff)) >>> 0,
      at + 4,
    );
    packet.writeUInt32BE(report.highestSequence >>> 0, at + 8);
    packet.writeUInt32BE(report.jitter >>> 0, at + 12);
    packet.writeUInt32BE(report.lastSenderReport >>> 0, at + 16);
    packet.writeUInt32BE(report.delaySinceSenderReport >>> 0, at + 20);
  });
  return packet;
}

/** A sender report for a subscriber: rewritten for the forwarded stream, without report blocks. */
export function forwardedSenderReport(report: Buffer, ssrc: number, timestampOffset: number): Buffer {
  const packet = header(SR, 0, 28);
  report.copy(packet, 4, 4, 28);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE((report.readUInt32BE(16) + timestampOffset) >>> 0, 16);
  return packet;
}

/** The middle 32 bits of a sender report's NTP time, which reception reports echo. */
export function compactNtp(report: Buffer): number {
  return report.readUInt32BE(10);
}
