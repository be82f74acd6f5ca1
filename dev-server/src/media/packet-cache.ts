const SIZE = 512;

/** The last sent packets in encrypted form, for repeats after a NACK. */
export class PacketCache {
  private readonly packets = new Array<{ sequenceNumber: number; encrypted: Buffer } | undefined>(SIZE);

  put(sequenceNumber: number, encrypted: Buffer): void {
    this.packets[sequenceNumber % SIZE] = { sequenceNumber, encrypted };
  }

  get(sequenceNumber: number): Buffer | undefined {
    const packet = this.packets[sequenceNumber % SIZE];
    return packet?.sequenceNumber === sequenceNumber ? packet.encrypted : undefined;
  }
}
