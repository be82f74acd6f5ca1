import type { SoraE2EEError } from "../errors.ts";
import type { OwnIdentity, PeerIdentity } from "../protocol/identity.ts";
import type { ServerDetails, ServerNotice } from "../protocol/server.ts";
import type { ChannelCounts, PeerInfo, Role } from "../protocol/types.ts";
import type {
  MeasuredQuality,
  MediaKind,
  PeerEncryption,
  Purpose,
  Receipt,
  ReceiverFacts,
  RoomFacts,
  SafetyNumber,
  SelfEncryption,
  SelfEncryptionStatus,
  SenderFacts,
  SendingState,
  WorkerFacts,
} from "../status.ts";
import type { CallEnding } from "./ending.ts";
import type { ReceiptsState } from "./receipts.ts";
import type { ServerState } from "./server.ts";

export type CallPhase =
  | "idle"
  | "initializing"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "disconnecting"
  | "disconnected"
  | "failed";

/** The decision of a person about a peer's identity key. */
export interface PeerTrust {
  /**
   * The identity key that a person compared. Null when there is none, or when the peer has another key now.
   */
  readonly verifiedFingerprint: string | null;
  /**
   * The participant key whose comparison includes this connection. The verification ends when that comparison is
   * withdrawn, or its contact is forgotten. Null: the comparison is valid for the connection alone, or there is none.
   */
  readonly comparedKey: string | null;
  /**
   * True when it was verified with another key. It ends when the peer is verified again or accepted, or the
   * verification is withdrawn.
   */
  readonly identityChanged: boolean;
  /**
   * True when `identityChanged` is about this connection's identity key. A comparison, its withdrawal or an acceptance on
   * this connection ends it. A change of the contact alone, also by another connection, does not.
   */
  readonly connectionChanged: boolean;
}

/** Another connection in the channel. */
export interface Peer extends PeerInfo, PeerTrust {
  /** True if signaling announced this peer; false while only its tracks are known. */
  readonly announced: boolean;
  /** `reconnecting`: it was present when we lost the connection, and no news has arrived since. */
  readonly presence: "present" | "reconnecting";
  /**
   * The stream object itself. It has the tracks below, and no others. The page makes it, so it fires no `addtrack` or
   * `removetrack`, and another object may replace it. Read it from the state.
   */
  readonly stream: MediaStream | null;
  readonly audioTrack: MediaStreamTrack | null;
  readonly videoTrack: MediaStreamTrack | null;
  /** False without a track, and after three seconds without a frame, because browsers keep showing the last picture. */
  readonly sending: Readonly<Record<MediaKind, boolean>>;
  readonly encryption: PeerEncryption;
  /**
   * True when a person compared the safety number, and the key in use belongs to the compared identity key.
   */
  readonly verified: boolean;
  /** The identity of this peer by its participant key (docs/identities.md). */
  readonly identity: PeerIdentity;
  readonly keyId: number | null;
  readonly fingerprint: string | null;
  readonly safetyNumber: SafetyNumber | null;
  readonly receivers: readonly ReceiverFacts[];
  /**
   * The kinds with a track that belonged to another peer before. Until a frame of this peer was decrypted on it, a browser
   * can still show the other peer's last picture on it.
   */
  readonly reused?: readonly MediaKind[];
  /** The receivers of these tracks, by their `transformId`. */
  readonly reusedReceivers?: Readonly<Partial<Record<MediaKind, number | undefined>>>;
}

/** A connection that this page opened itself beside the call's present one: its screen, or a connection that was lost. */
export interface OwnConnection {
  readonly purpose: Purpose;
  /** The fingerprint of the identity key that we made for it. */
  readonly fingerprint: string | null;
}

/**
 * State of the track of one kind that we send. `none`: there is none, or nothing was observed. `muted`: the system
 * muted it. `lost`: it ended by itself, because the device was unplugged or taken away. `replaced`: it was unplugged, and
 * another device took its place.
 */
export type SelfDeviceStatus = "none" | "on" | "muted" | "lost" | "replaced";

export interface Self {
  readonly connectionId: string | null;
  readonly clientId: string | null;
  readonly bundleId: string | null;
  /** The id by which peers group our connections; null before the first connection. See `ParticipantClaim`. */
  readonly participantId: string | null;
  /** Our announced name, cleaned like other names. Null: none. */
  readonly name: string | null;
  /**
   * By connection id, without a prototype. The server treats them as peers, but they are not shown as other
   * people.
   */
  readonly ownConnections: Readonly<Record<string, OwnConnection>>;
  readonly role: Role;
  /** The stream that this peer sends; null for `recvonly` and `messaging`, and before there is one. */
  readonly stream: MediaStream | null;
  readonly devices: Readonly<Record<MediaKind, SelfDeviceStatus>>;
  readonly encryption: SelfEncryption;
  readonly keyId: number | null;
  readonly fingerprint: string | null;
  /** Our participant key. */
  readonly identity: OwnIdentity;
  readonly senders: readonly SenderFacts[];
}

export type LogEntryKind =
  | "phase"
  | "peer-joined"
  | "peer-left"
  | "encryption"
  | "self-encryption"
  | "verified"
  | "refused"
  | "device"
  | "error";

export interface LogEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: LogEntryKind;
  readonly connectionId: string | null;
  /** The status, phase, device (`video.lost`) or error code that the entry is about. */
  readonly detail: string;
}

export interface CallState {
  readonly phase: CallPhase;
  /** The error of the failed call, or of the last failed attempt to connect. */
  readonly error: SoraE2EEError | null;
  /** The reason why the last call or attempt ended; null before the first one and during one. */
  readonly ending: CallEnding | null;
  /** Bytes of Sora's wasm while `initializing`. Null with the built-in engine. */
  readonly progress: { readonly loaded: number; readonly total: number | null } | null;
  readonly self: Self;
  /** By connection id, in the order in which they joined. The record has no prototype. */
  readonly peers: Readonly<Record<string, Peer>>;
  /** Decisions of a person about peers that have left, by connection id, in case they return. Without a prototype. */
  readonly departed: Readonly<Record<string, PeerTrust>>;
  readonly channel: ChannelCounts | null;
  /** Information of the server about our connection; null while there is none. */
  readonly server: ServerState | null;
  /** Our MLS group. Null or absent: there is none, or keys are agreed on pairwise. */
  readonly room?: RoomFacts | null;
  /**
   * The participants who decrypt our streams, as they report it. Null: there are no receipts in this call, or
   * there is no connection.
   */
  readonly receipts: ReceiptsState | null;
  /** The quality of our connection and of each peer's media; null while there is no connection. */
  readonly quality: MeasuredQuality | null;
  /** The latest entries, oldest first; bounded. */
  readonly log: readonly LogEntry[];
}

/** All events that can change a call's state. */
export type CallEvent =
  | { readonly type: "phase"; readonly phase: Exclude<CallPhase, "failed" | "disconnected"> }
  | { readonly type: "ended"; readonly ending: CallEnding }
  | { readonly type: "progress"; readonly loaded: number; readonly total: number | null }
  | { readonly type: "self-stream"; readonly stream: MediaStream | null }
  | { readonly type: "self-device"; readonly kind: MediaKind; readonly status: SelfDeviceStatus }
  | { readonly type: "self-fingerprint"; readonly fingerprint: string }
  /** We are in the channel. `present` lists the other peers. */
  | {
      readonly type: "self-connected";
      readonly connectionId: string;
      readonly clientId: string | null;
      readonly bundleId?: string | null;
      readonly present: readonly string[];
    }
  | { readonly type: "self-encryption"; readonly status: SelfEncryptionStatus }
  | { readonly type: "peer-present" | "peer-joined"; readonly peer: PeerInfo }
  | { readonly type: "peer-left"; readonly connectionId: string }
  | { readonly type: "channel"; readonly counts: ChannelCounts }
  | { readonly type: "server-connected"; readonly details: ServerDetails }
  | { readonly type: "server-notice"; readonly notice: ServerNotice }
  | {
      readonly type: "track-added";
      readonly connectionId: string;
      readonly stream: MediaStream;
      readonly track: MediaStreamTrack;
      /** True when the track belonged to another peer before. Default false. */
      readonly reused?: boolean;
      /** The receiver of the track, as in `ReceiverFacts`. */
      readonly transformId?: number | undefined;
    }
  | { readonly type: "track-removed"; readonly connectionId: string; readonly track: MediaStreamTrack }
  | { readonly type: "facts"; readonly facts: WorkerFacts }
  /** A person compared this fingerprint or safety number, and it matched. Null withdraws the answer. */
  | {
      readonly type: "verify";
      readonly connectionId: string;
      readonly compared: string | SafetyNumber | null;
    }
  /** A person accepts the peer's participant key without comparing. */
  | { readonly type: "accept"; readonly connectionId: string }
  /** A person withdrew the comparison of this participant key, or forgot its contact. */
  | { readonly type: "withdrawn"; readonly key: string }
  | { readonly type: "self-identity"; readonly identity: OwnIdentity }
  /** The contact of a peer that proved its participant key. */
  | {
      readonly type: "identity";
      readonly connectionId: string;
      readonly identity: Omit<PeerIdentity, "confirmed">;
    }
  | {
      readonly type: "self-participant";
      readonly participantId: string;
      readonly name?: string | null;
      readonly role?: Role;
    }
  /** This page opened another connection to the channel. */
  | { readonly type: "own-connection"; readonly connectionId: string; readonly own: OwnConnection }
  | {
      readonly type: "refused";
      readonly connectionId: string | null;
      readonly code: SoraE2EEError["code"];
    }
  /** A peer's report about the streams that it decrypts. Null: its message was not a valid receipt. */
  | { readonly type: "receipt"; readonly connectionId: string; readonly receipt: Receipt | null }
  /** The reports of these peers are too old to count. */
  | { readonly type: "receipts-lapsed"; readonly connectionIds: readonly string[] }
  /** The media that we send, as far as receipts need it. */
  | { readonly type: "sending"; readonly sending: Readonly<Record<MediaKind, SendingState>> }
  | { readonly type: "quality"; readonly quality: MeasuredQuality }
  /** The connection is lost and will be retried. Peers stay listed, without keys and media. */
  | { readonly type: "connection-lost" }
  /** The call is over. Peers, keys and counts are removed. */
  | { readonly type: "reset" };
