import { CONNECTION_ID_LENGTH } from "./ids.ts";
import type { FrameStart } from "./media/frames/index.ts";
import { isSealedHeader } from "./media/frames/sealed-header.ts";
import type { RtpPacket } from "./media/rtp-packet.ts";

const payloadLength = ({ body, padding }: RtpPacket) =>
  body.length - (padding ? (body[body.length - 1] ?? 0) : 0);

/** The packet with one flipped bit in its last payload byte. */
export function withFlippedBit(packet: RtpPacket): RtpPacket {
  const last = payloadLength(packet) - 1;
  if (last < 0) return packet;
  const body = Buffer.from(packet.body);
  body.writeUInt8((body[last] ?? 0) ^ 1, last);
  return { ...packet, body };
}

/** The first packet of a frame without the frame's E2EE header. Unchanged when there is none. */
export function stripped(packet: RtpPacket, { head }: FrameStart, connectionId: string): RtpPacket {
  for (let offset = 0; offset < Math.min(head.length, 16); offset++) {
    if (!isSealedHeader(head.subarray(offset), connectionId)) continue;
    const config = head[offset] ?? 0;
    const length = 1 + (config & 7) + ((config >> 4) & 7) + CONNECTION_ID_LENGTH;
    const at = payloadLength(packet) - head.length + offset;
    return {
      ...packet,
      body: Buffer.concat([packet.body.subarray(0, at), packet.body.subarray(at + length)]),
    };
  }
  return packet;
}
