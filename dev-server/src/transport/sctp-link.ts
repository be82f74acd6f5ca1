import { Event, type RTCDtlsTransport, RTCSctpTransport } from "werift";
import { wellFramed } from "./sctp-framing.ts";

export interface StreamOptions {
  readonly ordered: boolean;
  readonly maxRetransmits?: number;
  readonly expiry?: number;
}

export interface SctpEvents {
  send(data: Buffer): Promise<void>;
  connected(): void;
  message(streamId: number, protocolId: number, data: Buffer): void;
  reset(streamIds: readonly number[]): void;
  closed(): void;
}

type Sctp = RTCSctpTransport["sctp"];

/** Private members of werift. */
interface SctpInternals {
  handleData(data: Buffer): Promise<void>;
  readonly advertisedRwnd: number;
  readonly sentQueue: readonly {
    readonly acked: boolean;
    readonly abandoned: boolean;
    readonly retransmit: boolean;
    readonly bookSize: number;
  }[];
  flightSize: number;
}

/** Factor by which a client may exceed its window before it counts as hostile. */
const MAX_OVERRUN = 1 << 20;

/** The SCTP association over DTLS. data-channels.ts handles its streams. */
export class SctpLink {
  private readonly sctp: Sctp;

  constructor(private readonly events: SctpEvents) {
    const transport = new RTCSctpTransport(5000);
    const bridge = {
      id: "bridge",
      state: "connected",
      iceTransport: { role: "controlled" },
      onStateChange: new Event<[string]>(),
      dataReceiver: () => {},
      sendData: (data: Buffer) => events.send(data),
    };
    // werift offers its SCTP class only through this transport. This adapter has all DTLS methods that it uses.
    transport.setDtlsTransport(bridge as unknown as RTCDtlsTransport);
    this.sctp = transport.sctp;
    this.sctp.onReceive.allUnsubscribe();
    this.sctp.onReconfigStreams.allUnsubscribe();
    this.sctp.onReceive.subscribe((streamId, protocolId, data) => events.message(streamId, protocolId, data));
    this.sctp.onReconfigStreams.subscribe((ids) => events.reset(ids));
    this.sctp.onSackReceived = async () => this.countFlight();
    // A client repeats its cookie when our answer is late. werift then connects once more, which would open each channel twice.
    this.sctp.stateChanged.connected.once(() => events.connected());
    this.sctp.stateChanged.closed.subscribe(() => events.closed());
    this.sctp.isServer = true;
    this.sctp.start(5000).catch(() => {});
  }

  /** For the text of a failed test. */
  describe(): string {
    const { state, outboundQueue } = this.sctp;
    const { flightSize } = this.sctp as unknown as SctpInternals;
    return `SCTP ${state}, ${flightSize} bytes in flight, ${outboundQueue.length} chunks queued`;
  }

  get established(): boolean {
    return this.sctp.state === "connected";
  }

  receive(data: Buffer): void {
    if (!wellFramed(data)) return;
    const internals = this.sctp as unknown as SctpInternals;
    // Called directly, because the callback that werift installs drops the promise and with it every parse error.
    internals.handleData(data).catch(() => {});
    if (internals.advertisedRwnd < -MAX_OVERRUN) this.events.closed();
  }

  send(streamId: number, protocolId: number, data: Buffer, options: StreamOptions): void {
    this.sctp.send(streamId, protocolId, data, { ...options }).catch(() => {});
  }

  resetStreams(streamIds: readonly number[]): void {
    if (!this.established || streamIds.length === 0) return;
    this.sctp.reconfigQueue.push(...streamIds);
    this.sctp.transmitReconfigRequest().catch(() => {});
  }

  /**
   * werift repeats chunks after a timeout that a gap block has acknowledged already. It counts them as in flight
   * once more and never takes them off again. When that sum reaches the congestion window, nothing is sent any more.
   */
  private countFlight(): void {
    const internals = this.sctp as unknown as SctpInternals;
    internals.flightSize = internals.sentQueue
      .filter((chunk) => !chunk.acked && !chunk.abandoned && !chunk.retransmit)
      .reduce((sum, chunk) => sum + chunk.bookSize, 0);
  }

  close(): void {
    this.sctp.stop().catch(() => {});
  }
}
