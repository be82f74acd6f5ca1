import { createHash } from "node:crypto";
import {
  DtlsServer,
  keyLength,
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  SrtcpSession,
  SrtpSession,
  saltLength,
} from "werift";
import type { ServerCertificate } from "./certificate.ts";

export interface DtlsEvents {
  send(data: Buffer): void;
  connected(srtp: SrtpSession, srtcp: SrtcpSession): void;
  data(data: Buffer): void;
  closed(): void;
  failed(): void;
}

const RECORD_HEADER = 13;
const ALERT = 21;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const LAST_CONTENT_TYPE = 23;

/** The server's side of a DTLS association, and the SRTP keys that come out of it. */
export class DtlsLink {
  private readonly dtls: DtlsServer;
  private ended = false;

  constructor(
    certificate: ServerCertificate,
    private readonly events: DtlsEvents,
  ) {
    this.dtls = new DtlsServer({
      cert: certificate.certificate.certPem,
      key: certificate.certificate.privateKey,
      signatureHash: certificate.certificate.signatureHash,
      srtpProfiles: [ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80],
      extendedMasterSecret: true,
      certificateRequest: true,
      transport: {
        type: "udp",
        address: { address: "", family: "", port: 0 },
        closed: false,
        onData: () => {},
        send: async (data) => {
          if (!this.ended) events.send(data);
        },
        close: async () => {},
      },
    });
    this.dtls.onConnect.subscribe(() => this.connect());
    this.dtls.onData.subscribe((data) => events.data(data));
    this.dtls.onClose.subscribe(() => {
      if (!this.ended) events.closed();
    });
    this.dtls.onError.subscribe(() => {
      if (!this.ended && !this.dtls.connected) events.failed();
    });
  }

  /** SHA-256 fingerprint of the client's certificate, once it has come. */
  get remoteFingerprint(): string | undefined {
    const certificate = this.dtls.remoteCertificate;
    if (!certificate) return undefined;
    const hex = createHash("sha256").update(certificate).digest("hex").toUpperCase();
    return hex.match(/../g)?.join(":");
  }

  receive(data: Buffer): void {
    const type = data[0] ?? 0;
    if (data.length < RECORD_HEADER || type > LAST_CONTENT_TYPE) return;
    const clear = data.readUInt16BE(3) === 0;
    const hello = type === HANDSHAKE && data[RECORD_HEADER] === CLIENT_HELLO;
    // Unencrypted packets may be from anyone, so they may neither end a running association nor restart it.
    if (clear && this.dtls.connected && (type === ALERT || hello)) return;
    try {
      this.dtls.transport.socket.onData(data, ["", 0]);
    } catch {
      // A datagram that is not DTLS cannot be parsed and is dropped.
    }
  }

  send(data: Buffer): Promise<void> {
    return this.dtls.connected && !this.ended ? this.dtls.send(data).catch(() => {}) : Promise.resolve();
  }

  close(): void {
    this.ended = true;
    // Ends the retransmission loop of a pending handshake.
    this.dtls.dtls.flight = Number.MAX_SAFE_INTEGER;
  }

  private connect(): void {
    const profile = this.dtls.srtp.srtpProfile;
    if (this.ended) return;
    if (!profile) {
      this.events.failed();
      return;
    }
    const keys = this.dtls.extractSessionKeys(keyLength(profile), saltLength(profile));
    const config = {
      profile,
      keys: {
        localMasterKey: keys.localKey,
        localMasterSalt: keys.localSalt,
        remoteMasterKey: keys.remoteKey,
        remoteMasterSalt: keys.remoteSalt,
      },
    };
    this.events.connected(new SrtpSession(config), new SrtcpSession(config));
  }
}
