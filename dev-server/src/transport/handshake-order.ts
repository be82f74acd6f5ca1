const RECORD_HEADER = 13;
const MESSAGE_HEADER = 12;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const CERTIFICATE_VERIFY = 15;
/** No client has longer messages. */
const MAX_MESSAGE = 1 << 15;

/**
 * Puts the handshake of a DTLS client in order. werift derives its keys from the messages that have come so far. When one
 * was lost, or comes again late, it has other keys than the client for good. So each message passes once, in order and
 * in one piece; what came too early is dropped, and the client repeats it (RFC 6347, 4.2.4).
 */
export class HandshakeOrder {
  private nextSequence = 0;
  private parts = Buffer.alloc(0);
  private newest: Buffer | undefined;

  /** The records of a datagram for werift. */
  *records(datagram: Buffer): Generator<Buffer> {
    for (let at = 0; at + RECORD_HEADER <= datagram.length; ) {
      const end = at + RECORD_HEADER + datagram.readUInt16BE(at + 11);
      if (end > datagram.length) return;
      const record = datagram.subarray(at, end);
      const clear = record.readUInt16BE(3) === 0;
      if (record[0] !== HANDSHAKE) yield record;
      else if (clear) yield* this.messages(record);
      // The client's last message is encrypted. It comes again when our answer was lost.
      else if (this.newestType === CERTIFICATE_VERIFY) yield record;
      at = end;
    }
  }

  private get newestType(): number | undefined {
    return this.newest?.[RECORD_HEADER];
  }

  private *messages(record: Buffer): Generator<Buffer> {
    for (let at = RECORD_HEADER; at + MESSAGE_HEADER <= record.length; ) {
      const end = at + MESSAGE_HEADER + record.readUIntBE(at + 9, 3);
      if (end > record.length) return;
      const whole = this.message(record.subarray(0, RECORD_HEADER), record.subarray(at, end));
      if (whole) yield whole;
      at = end;
    }
  }

  /** A record with the whole message, when this was its last part. */
  private message(recordHeader: Buffer, part: Buffer): Buffer | undefined {
    const length = part.readUIntBE(1, 3);
    const sequence = part.readUInt16BE(4);
    const offset = part.readUIntBE(6, 3);
    const body = part.subarray(MESSAGE_HEADER);
    const end = offset + body.length;
    const last = end === length;
    if (sequence === this.nextSequence - 1 && last && this.newestType === CLIENT_HELLO) return this.newest;
    if (sequence !== this.nextSequence || length > MAX_MESSAGE || end > length) return undefined;
    // A client that repeats a message may divide it in another way. An empty message is whole at once.
    const isNew = offset <= this.parts.length && (end > this.parts.length || length === 0);
    if (!isNew) return undefined;
    this.parts = Buffer.concat([this.parts, body.subarray(this.parts.length - offset)]);
    if (!last) return undefined;
    const header = Buffer.concat([recordHeader, part.subarray(0, MESSAGE_HEADER)]);
    header.writeUInt16BE(MESSAGE_HEADER + length, 11);
    header.writeUIntBE(0, RECORD_HEADER + 6, 3);
    header.writeUIntBE(length, RECORD_HEADER + 9, 3);
    this.newest = Buffer.concat([header, this.parts]);
    this.parts = Buffer.alloc(0);
    this.nextSequence++;
    return this.newest;
  }
}
