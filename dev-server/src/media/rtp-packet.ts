/** An RTP packet (RFC 3550) without its header extensions. */
export interface RtpPacket {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly padding: boolean;
  /** Payload and padding, unchanged. */
  readonly body: Buffer;
}

export interface ReceivedRtp extends RtpPacket {
  /** The payload without padding; empty in a padding-only packet. */
  readonly payload: Buffer;
  /** The extension block, for readExtension. */
  readonly extensions: RtpExtensions | undefined;
}

interface RtpExtensions {
  readonly profile: number;
  readonly data: Buffer;
}

const ONE_BYTE = 0xbede;
const TWO_BYTE = 0x1000;

/** Undefined for data that is not a complete RTP packet of version 2. */
export function parseRtp(data: Buffer): ReceivedRtp | undefined {
  if (data.length < 12) return undefined;
  const first = data.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const padding = (first & 0x20) !== 0;
  const second = data.readUInt8(1);
  let at = 12 + (first & 0x0f) * 4;
  let extensions: RtpExtensions | undefined;
  if (first & 0x10) {
    if (at + 4 > data.length) return undefined;
    const end = at + 4 + data.readUInt16BE(at + 2) * 4;
    if (end > data.length) return undefined;
    extensions = { profile: data.readUInt16BE(at), data: data.subarray(at + 4, end) };
    at = end;
  }
  if (at > data.length) return undefined;
  const body = data.subarray(at);
  const padded = padding ? (body[body.length - 1] ?? 0) : 0;
  if (padded > body.length || (padding && padded === 0)) return undefined;
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequenceNumber: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: data.readUInt32BE(8),
    padding,
    body,
    payload: body.subarray(0, body.length - padded),
    extensions,
  };
}

/** One element of the header extension block (RFC 8285), one- or two-byte form. */
export function readExtension({ extensions }: ReceivedRtp, wanted: number): Buffer | undefined {
  if (!extensions) return undefined;
  const { profile, data } = extensions;
  const long = (profile & 0xfff0) === TWO_BYTE;
  if (!long && profile !== ONE_BYTE) return undefined;
  for (let at = 0; at < data.length; ) {
    const head = data.readUInt8(at);
    if (head === 0) {
      at++;
      continue;
    }
    if (long && at + 2 > data.length) return undefined;
    const id = long ? head : head >> 4;
    const length = long ? data.readUInt8(at + 1) : (head & 0x0f) + 1;
    const start = at + (long ? 2 : 1);
    if (id === wanted)
      return start + length <= data.length ? data.subarray(start, start + length) : undefined;
    at = start + length;
  }
  return undefined;
}
