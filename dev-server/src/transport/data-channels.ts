import { SctpLink } from "./sctp-link.ts";

export interface DataChannelOptions {
  readonly label: string;
  readonly ordered: boolean;
  readonly maxRetransmits?: number;
  readonly maxPacketLifeTime?: number;
  readonly protocol: string;
}

export interface DataChannelEvents {
  send(data: Buffer): Promise<void>;
  associated(): void;
  opened(label: string): void;
  message(label: string, data: Buffer): void;
  /** The client closed the channel, or all of them with the association. */
  closed(label: string): void;
  ended(): void;
}

const PPID = { dcep: 50, text: 51, binary: 53, textEmpty: 56, binaryEmpty: 57 } as const;
const OPEN = 3;
const ACK = 2;
const RELIABLE = 0;
const LIMITED_RETRANSMITS = 1;
const LIMITED_LIFETIME = 2;
const UNORDERED = 0x80;

interface Channel extends DataChannelOptions {
  readonly id: number;
  state: "opening" | "open" | "closing";
}

/** The DataChannels of one member by label. The server opens all of them (RFC 8832). */
export class DataChannels {
  private readonly sctp: SctpLink;
  private readonly byId = new Map<number, Channel>();
  private readonly byLabel = new Map<string, Channel>();
  /** The DTLS server opens channels on odd stream ids. */
  private nextId = 1;

  constructor(private readonly events: DataChannelEvents) {
    this.sctp = new SctpLink({
      send: (data) => events.send(data),
      connected: () => events.associated(),
      message: (id, protocolId, data) => this.receive(id, protocolId, data),
      reset: (ids) => this.wasReset(ids),
      closed: () => events.ended(),
    });
  }

  /** For the text of a failed test. */
  describe(): string {
    const channels = [...this.byId.values()].map(({ label, state }) => `${label} ${state}`);
    return [this.sctp.describe(), ...channels].join(", ");
  }

  receiveSctp(data: Buffer): void {
    this.sctp.receive(data);
  }

  open(options: DataChannelOptions): void {
    const channel: Channel = { ...options, id: this.nextId, state: "opening" };
    this.nextId += 2;
    this.byId.set(channel.id, channel);
    this.byLabel.set(channel.label, channel);
    this.sctp.send(channel.id, PPID.dcep, openMessage(options), { ordered: true });
  }

  isOpen(label: string): boolean {
    return this.byLabel.get(label)?.state === "open";
  }

  /** Returns false when there is no open channel of that label. */
  send(label: string, data: Buffer, kind: "text" | "binary"): boolean {
    const channel = this.byLabel.get(label);
    if (channel?.state !== "open") return false;
    const empty = data.length === 0;
    const protocolId =
      kind === "text" ? (empty ? PPID.textEmpty : PPID.text) : empty ? PPID.binaryEmpty : PPID.binary;
    this.sctp.send(channel.id, protocolId, empty ? Buffer.alloc(1) : data, {
      ordered: channel.ordered,
      ...(channel.maxRetransmits === undefined ? {} : { maxRetransmits: channel.maxRetransmits }),
      ...(channel.maxPacketLifeTime === undefined
        ? {}
        : { expiry: (Date.now() + channel.maxPacketLifeTime) / 1000 }),
    });
    return true;
  }

  closeChannel(label: string): void {
    const channel = this.byLabel.get(label);
    if (channel) this.closeChannels([channel]);
  }

  closeAll(): void {
    this.closeChannels([...this.byId.values()]);
  }

  close(): void {
    this.sctp.close();
  }

  private closeChannels(channels: readonly Channel[]): void {
    const closing = channels.filter((channel) => channel.state !== "closing");
    for (const channel of closing) channel.state = "closing";
    this.sctp.resetStreams(closing.map((channel) => channel.id));
  }

  private receive(id: number, protocolId: number, data: Buffer): void {
    const channel = this.byId.get(id);
    if (!channel) return;
    if (protocolId === PPID.dcep) {
      if (data[0] !== ACK || channel.state !== "opening") return;
      channel.state = "open";
      this.events.opened(channel.label);
      return;
    }
    if (channel.state === "closing") return;
    const empty = protocolId === PPID.textEmpty || protocolId === PPID.binaryEmpty;
    this.events.message(channel.label, empty ? Buffer.alloc(0) : data);
  }

  private wasReset(ids: readonly number[]): void {
    for (const id of ids) {
      const channel = this.byId.get(id);
      if (!channel) continue;
      this.byId.delete(id);
      if (this.byLabel.get(channel.label) === channel) this.byLabel.delete(channel.label);
      if (channel.state !== "closing") this.events.closed(channel.label);
    }
  }
}

function openMessage(options: DataChannelOptions): Buffer {
  const label = Buffer.from(options.label);
  const protocol = Buffer.from(options.protocol);
  const head = Buffer.alloc(12);
  const limited =
    options.maxRetransmits !== undefined
      ? LIMITED_RETRANSMITS
      : options.maxPacketLifeTime !== undefined
        ? LIMITED_LIFETIME
        : RELIABLE;
  head.writeUInt8(OPEN, 0);
  head.writeUInt8(limited | (options.ordered ? 0 : UNORDERED), 1);
  head.writeUInt32BE(options.maxRetransmits ?? options.maxPacketLifeTime ?? 0, 4);
  head.writeUInt16BE(label.length, 8);
  head.writeUInt16BE(protocol.length, 10);
  return Buffer.concat([head, label, protocol]);
}
