import type { SoraE2EEError } from "../errors.ts";
import type {
  MediaKind,
  PeerEncryption,
  ReceiverFacts,
  SafetyNumber,
  SelfEncryptionStatus,
  SenderFacts,
  WorkerFacts,
} from "../status.ts";
import type { CallEnding } from "./ending.ts";

export type Role = "sendrecv" | "sendonly" | "recvonly";

export type CallPhase =
  | "idle"
  | "initializing"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "disconnecting"
  | "disconnected"
  | "failed";

/** Another member of the channel. */
export interface Peer {
  readonly connectionId: string;
  readonly clientId: string | null;
  readonly bundleId: string | null;
  readonly role: Role;
  /** Signaling told of this member; false while there are only its tracks. */
  readonly announced: boolean;
  /** `reconnecting`: it was there when we lost the connection, and we have not heard since. */
  readonly presence: "present" | "reconnecting";
  /** What its app put into `signalingNotifyMetadata`, without the key bundle. */
  readonly metadata: unknown;
  /** Held, not copied: the stream whose id is the connection id. */
  readonly stream: MediaStream | null;
  readonly audioTrack: MediaStreamTrack | null;
  readonly videoTrack: MediaStreamTrack | null;
  /** False without a track, and once nothing has come on it for three seconds: browsers leave the last picture standing. */
  readonly sending: Readonly<Record<MediaKind, boolean>>;
  readonly encryption: PeerEncryption;
  /** A person compared the safety number, and the identity key has not changed since. */
  readonly verified: boolean;
  /** It was verified, with an identity key that is no longer theirs; until it is verified again or that is taken back. */
  readonly identityChanged: boolean;
  readonly keyId: number | null;
  readonly fingerprint: string | null;
  readonly safetyNumber: SafetyNumber | null;
  readonly receivers: readonly ReceiverFacts[];
}

export interface Self {
  readonly connectionId: string | null;
  readonly clientId: string | null;
  /** Connections of one person share it. */
  readonly bundleId: string | null;
  readonly role: Role;
  /** What this member sends; null for `recvonly` and before there is one. */
  readonly stream: MediaStream | null;
  readonly encryption: SelfEncryptionStatus;
  readonly keyId: number | null;
  readonly fingerprint: string | null;
  readonly senders: readonly SenderFacts[];
}

export interface ChannelCounts {
  readonly connections: number;
  readonly sendrecv: number;
  readonly sendonly: number;
  readonly recvonly: number;
}

export type LogEntryKind =
  | "phase"
  | "member-joined"
  | "member-left"
  | "encryption"
  | "self-encryption"
  | "verified"
  | "refused"
  | "error";

export interface LogEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: LogEntryKind;
  readonly connectionId: string | null;
  /** The status, phase or error code that the entry is about. */
  readonly detail: string;
}

export interface CallState {
  readonly phase: CallPhase;
  /** Why the call failed, or why the last attempt to connect did. */
  readonly error: SoraE2EEError | null;
  /** Why the last call or attempt is over; null before the first one and while there is one. */
  readonly ending: CallEnding | null;
  /** Bytes of Sora's wasm while `initializing`; null with the built-in engine. */
  readonly progress: { readonly loaded: number; readonly total: number | null } | null;
  readonly self: Self;
  readonly peers: Readonly<Record<string, Peer>>;
  readonly channel: ChannelCounts | null;
  /** The latest entries, oldest first; bounded. */
  readonly log: readonly LogEntry[];
}

/** A member as signaling told of it. */
export interface MemberInfo {
  readonly connectionId: string;
  readonly clientId: string | null;
  readonly bundleId: string | null;
  readonly role: Role;
  readonly metadata: unknown;
}

/** Everything that can happen to a call's state. */
export type CallEvent =
  | { readonly type: "phase"; readonly phase: Exclude<CallPhase, "failed" | "disconnected"> }
  | { readonly type: "ended"; readonly ending: CallEnding }
  | { readonly type: "progress"; readonly loaded: number; readonly total: number | null }
  | { readonly type: "self-stream"; readonly stream: MediaStream | null }
  | { readonly type: "self-fingerprint"; readonly fingerprint: string }
  /** We are in the channel; `present` names who else is. */
  | {
      readonly type: "self-connected";
      readonly connectionId: string;
      readonly clientId: string | null;
      readonly bundleId?: string | null;
      readonly present: readonly string[];
    }
  | { readonly type: "self-encryption"; readonly status: SelfEncryptionStatus }
  | { readonly type: "member-present" | "member-joined"; readonly member: MemberInfo }
  | { readonly type: "member-left"; readonly connectionId: string }
  | { readonly type: "channel"; readonly counts: ChannelCounts }
  | {
      readonly type: "track-added";
      readonly connectionId: string;
      readonly stream: MediaStream;
      readonly track: MediaStreamTrack;
    }
  | { readonly type: "track-removed"; readonly connectionId: string; readonly track: MediaStreamTrack }
  | { readonly type: "facts"; readonly facts: WorkerFacts }
  | { readonly type: "verify"; readonly connectionId: string; readonly verified: boolean }
  | {
      readonly type: "refused";
      readonly connectionId: string | null;
      readonly code: SoraE2EEError["code"];
    }
  /** The connection is gone and will be tried again: members stay in sight, without keys and media. */
  | { readonly type: "connection-lost" }
  /** The call is over: members, keys and counts with it. */
  | { readonly type: "reset" };
