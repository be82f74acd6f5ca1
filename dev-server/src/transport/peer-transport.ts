import { randomBytes } from "node:crypto";
import { RtpHeader, type SrtcpSession, type SrtpSession } from "werift";
import type { RtpPacket } from "../media/rtp-packet.ts";
import type { ServerCertificate } from "./certificate.ts";
import { type DataChannelEvents, DataChannels } from "./data-channels.ts";
import { DtlsLink } from "./dtls-link.ts";

import type { IceSession, Remote, UdpEndpoint } from "./udp-endpoint.ts";

export interface TransportEvents {
  /** DTLS is up and its SRTP keys are in place. */
  connected(): void;
  rtp(packet: Buffer): void;
  rtcp(packet: Buffer): void;
  /** The client said goodbye on the DTLS layer. */
  closed(): void;
  failed(): void;
}

/** Faults of a member's datagrams in a test: fractions from 0 to 1. */
export interface Impairment {
  lossIn: number;
  lossOut: number;
  blackhole: boolean;
}

const isRtcp = (data: Buffer) => {
  const type = data[1] ?? 0;
  return type >= 192 && type <= 223;
};

/** ICE-lite, DTLS, SRTP and DataChannels of one member. */
export class PeerTransport implements IceSession {
  readonly ufrag = randomBytes(6).toString("hex");
  readonly password = randomBytes(16).toString("hex");
  readonly impairment: Impairment = { lossIn: 0, lossOut: 0, blackhole: false };
  lastReceived = Date.now();
  connected = false;
  private readonly dtls: DtlsLink;
  private channels: DataChannels | undefined;
  private srtp: SrtpSession | undefined;
  private srtcp: SrtcpSession | undefined;
  private remote: Remote | undefined;
  private nominated = false;
  private closed = false;

  constructor(
    private readonly endpoint: UdpEndpoint,
    certificate: ServerCertificate,
    private readonly events: TransportEvents,
  ) {
    this.dtls = new DtlsLink(certificate, {
      send: (data) => this.sendDatagram(data),
      connected: (srtp, srtcp) => {
        this.srtp = srtp;
        this.srtcp = srtcp;
        this.connected = true;
        events.connected();
      },
      data: (data) => this.channels?.receiveSctp(data),
      closed: () => events.closed(),
      failed: () => events.failed(),
    });
    endpoint.register(this);
  }

  /** The state of each layer, for the text of a failed test. */
  describe(): string {
    const ice = this.nominated ? "nominated" : this.remote ? "checked" : "new";
    const idle = Math.round((Date.now() - this.lastReceived) / 1000);
    const layers = [`ICE ${ice}, silent for ${idle} s`, this.dtls.describe(), this.channels?.describe()];
    return layers.filter((layer) => layer !== undefined).join(", ");
  }

  get remoteFingerprint(): string | undefined {
    return this.dtls.remoteFingerprint;
  }

  acceptDataChannels(events: Omit<DataChannelEvents, "send">): DataChannels {
    this.channels = new DataChannels({ ...events, send: (data) => this.dtls.send(data) });
    return this.channels;
  }

  checked(remote: Remote, nominated: boolean): boolean {
    if (this.impairment.blackhole) return false;
    this.lastReceived = Date.now();
    if (nominated || !this.nominated) this.remote = remote;
    this.nominated ||= nominated;
    return true;
  }

  datagram(data: Buffer): void {
    if (this.impairment.blackhole || this.closed) return;
    const first = data[0] ?? 0;
    if (first >= 20 && first <= 63) {
      this.lastReceived = Date.now();
      this.dtls.receive(data);
    } else if (first >= 128 && first <= 191 && data.length >= 12) {
      if (isRtcp(data)) this.receiveRtcp(data);
      else this.receiveRtp(data);
    }
  }

  /** Encrypts and sends. Returns the ciphertext, so that it can be sent again unchanged. */
  sendRtp(packet: RtpPacket): Buffer | undefined {
    if (!this.srtp || this.closed) return undefined;
    const header = new RtpHeader({
      padding: packet.padding,
      marker: packet.marker,
      payloadType: packet.payloadType,
      sequenceNumber: packet.sequenceNumber,
      timestamp: packet.timestamp,
      ssrc: packet.ssrc,
    });
    const encrypted = this.srtp.encrypt(packet.body, header);
    this.resendRtp(encrypted);
    return encrypted;
  }

  resendRtp(encrypted: Buffer): void {
    if (this.impairment.lossOut > 0 && Math.random() < this.impairment.lossOut) return;
    this.sendDatagram(encrypted);
  }

  sendRtcp(packet: Buffer): void {
    if (this.srtcp && !this.closed) this.sendDatagram(this.srtcp.encrypt(packet));
  }

  close(): void {
    if (this.closed) return;
    this.channels?.close();
    this.closed = true;
    this.connected = false;
    this.dtls.close();
    this.endpoint.unregister(this);
  }

  private sendDatagram(data: Buffer): void {
    if (this.remote && !this.closed && !this.impairment.blackhole) this.endpoint.send(data, this.remote);
  }

  private receiveRtp(data: Buffer): void {
    if (!this.srtp) return;
    if (this.impairment.lossIn > 0 && Math.random() < this.impairment.lossIn) return;
    let plain: Buffer;
    try {
      plain = this.srtp.decrypt(data);
    } catch {
      return; // not authentic
    }
    this.lastReceived = Date.now();
    this.events.rtp(plain);
  }

  private receiveRtcp(data: Buffer): void {
    if (!this.srtcp) return;
    let plain: Buffer;
    try {
      plain = this.srtcp.decrypt(data);
    } catch {
      return; // not authentic
    }
    this.lastReceived = Date.now();
    this.events.rtcp(plain);
  }
}
