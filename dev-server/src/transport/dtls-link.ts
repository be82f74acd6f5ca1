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
import { HandshakeOrder } from "./handshake-order.ts";

export interface DtlsEvents {
  send(data: Buffer): void;
  connected(srtp: SrtpSession, srtcp: SrtcpSession): void;
  data(data: Buffer): void;
  closed(): void;
  failed(): void;
}

const ALERT = 21;
const HANDSHAKE = 22;
const LAST_CONTENT_TYPE = 23;
/** More records than the server's part of a handshake has. */
const FIRST_DATA_RECORD = 32;

/** The server's side of a DTLS association, and the SRTP keys that come out of it. */
export class DtlsLink {
  private readonly dtls: DtlsServer;
  private readonly order = new HandshakeOrder();
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
    // werift connects again each time that the client repeats its last message. New SRTP sessions would count from 0 again,
    // and the client would drop what they send as replayed.
    this.dtls.onConnect.once(() => this.connect());
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

  /** For the text of a failed test. */
  describe(): string {
    return `DTLS ${this.dtls.connected ? "connected" : `in flight ${this.dtls.dtls.flight}`}`;
  }

  receive(data: Buffer): void {
    for (const record of this.order.records(data)) this.receiveRecord(record);
  }

  send(data: Buffer): Promise<void> {
    return this.dtls.connected && !this.ended ? this.dtls.send(data).catch(() => {}) : Promise.resolve();
  }

  close(): void {
    this.ended = true;
    // Ends the retransmission loop of a pending handshake.
    this.dtls.dtls.flight = Number.MAX_SAFE_INTEGER;
  }

  private receiveRecord(record: Buffer): void {
    const type = record[0] ?? 0;
    const clear = record.readUInt16BE(3) === 0;
    // Unencrypted packets may be from anyone, so they may neither end a running association nor restart it.
    const isSuspect = clear && this.dtls.connected && (type === ALERT || type === HANDSHAKE);
    if (type > LAST_CONTENT_TYPE || isSuspect) return;
    try {
      this.dtls.transport.socket.onData(record, ["", 0]);
    } catch {
      // A record that is not DTLS cannot be parsed and is dropped.
    }
  }

  private connect(): void {
    // werift counts its encrypted records from 1 again after its last handshake message, which had a higher number. The client
    // would drop the record that has this number too.
    this.dtls.dtls.recordSequenceNumber = FIRST_DATA_RECORD;
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
