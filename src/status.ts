import type { MlsSuite } from "./protocol/mls.ts";

/** The reason why a peer's frames cannot be decrypted (docs/encryption-status.md). */
export const frameFailures = ["no-key", "auth-failed", "replayed", "wrong-sender", "malformed"] as const;
export type FrameFailure = (typeof frameFailures)[number];

/**
 * `other-agreement`: the peer uses another key agreement or MLS suite than we do, so neither can decrypt the
 * other's media.
 */
export type FailureReason = FrameFailure | "other-agreement";

/**
 * The states that a peer reports for one kind of a sender's media (docs/protocol.md#receipts). The position in
 * the list is the number on the wire. `none`: it receives no such media, or requested none. `waiting`: too few
 * frames have arrived yet. `silent`: no frames arrive. `unprotected`: the sender announced no keys to it. The
 * others are reasons why frames cannot be decrypted.
 */
export const receiptStates = [
  "none",
  "waiting",
  "opens",
  "silent",
  ...frameFailures,
  "other-agreement",
  "unprotected",
] as const;
export type ReceiptState = (typeof receiptStates)[number];

/** The quality of a network path. For a peer's uplink, the value is the peer's own report. */
export const linkQualities = ["unknown", "good", "fair", "poor"] as const;
export type LinkQuality = (typeof linkQualities)[number];

/** The quality of the connections, from the statistics of this browser. */
export interface MeasuredQuality {
  /** Our own media on the way to the server. */
  readonly uplink: LinkQuality;
  /** The whole path from the server to us. */
  readonly downlink: LinkQuality;
  /** The quality of the media from each peer, by connection id. The object has no prototype. */
  readonly peers: Readonly<Record<string, LinkQuality>>;
  /**
   * The same by loss and jitter alone. Slow or frozen pictures can be due to a busy computer instead. Missing: as
   * `peers`.
   */
  readonly network?: Readonly<Record<string, LinkQuality>>;
}

/**
 * The reason why a connection is not good, if statistics show it. For a peer: its uplink, our downlink, or
 * both. For our own connection: uplink, downlink, or both.
 */
export type QualityCause = "their-uplink" | "our-downlink" | "both" | "our-uplink" | "our-both" | "unknown";

/** How a connection does. */
export interface ObservedQuality {
  /** Null while it is not known. */
  readonly level: "good" | "fair" | "poor" | "lost" | null;
  /** Null unless the level is `fair` or `poor`. */
  readonly cause: QualityCause | null;
}

export interface ReceiptEntry {
  /** The sender of the media. */
  readonly connectionId: string;
  /** The number of the newest receipt from that connection; 0: none has arrived. */
  readonly echo: number;
  readonly audio: ReceiptState;
  readonly video: ReceiptState;
}

/** The message by which a peer says which streams it opens (docs/protocol.md#receipts). */
export interface Receipt {
  /** Counts up with each receipt of a connection. */
  readonly number: number;
  /** The next receipt arrives within this many periods of two seconds. */
  readonly periods: number;
  readonly uplink: LinkQuality;
  readonly entries: readonly ReceiptEntry[];
}

/**
 * The kinds of media that we send, by the count of sealed frames. `new`: sent for less than six seconds or with
 * pauses, so a peer may not have received any.
 */
export type SendingState = "off" | "new" | "on";

/**
 * The reason why a participant cannot decrypt our media: the frames fail for this reason, or no frames arrive.
 */
export type NotOpenedReason = Exclude<ReceiptState, "none" | "waiting" | "opens">;

/**
 * `opens`: it decrypts each of our streams that it receives. `cannot`: it cannot decrypt one of them.
 * `waiting`: too few frames have arrived yet. `not-receiving`: it receives none of our streams. `does-not-say`:
 * it sends no receipts, for example because it uses a released SDK or another version, or has no DataChannel.
 */
export type OpenedByStatus = "opens" | "cannot" | "waiting" | "not-receiving" | "does-not-say";

export interface OpenedByParticipant {
  /** The id of `selectParticipants`. */
  readonly id: string;
  /** Its connections that receive. */
  readonly connectionIds: readonly string[];
  readonly status: OpenedByStatus;
  /** Null unless `cannot`. */
  readonly reason: NotOpenedReason | null;
  /** The report for each kind of media that we send. */
  readonly media: Readonly<Partial<Record<MediaKind, ReceiptState>>>;
  /** The start of this state, in milliseconds since the epoch; null without receipts. */
  readonly since: number | null;
}

/** The participants who decrypt the media of one connection, as they report it. */
export interface OpenedBy {
  /**
   * `off`: no receipts in this call. `alone`: no other participant receives. `idle`: we send nothing.
   * `silent`: no receiving participant reports anything. `told`: at least one does.
   */
  readonly status: "off" | "alone" | "idle" | "silent" | "told";
  /** Number of participants who decrypt it. */
  readonly opened: number;
  /** Number of other participants who receive. */
  readonly total: number;
  readonly participants: readonly OpenedByParticipant[];
}

/** Encryption status of a remote peer, from counted frames. */
export type PeerEncryption =
  | { readonly status: "exchanging" | "ready" | "encrypted" | "unprotected" }
  | { readonly status: "failing"; readonly reason: FailureReason };

export type PeerEncryptionStatus = PeerEncryption["status"];

/** Encryption status of our own media, from counted frames. */
export type SelfEncryptionStatus = "protected" | "waiting" | "blocked";

export interface SelfEncryption {
  readonly status: SelfEncryptionStatus;
}

export const mediaKinds = ["audio", "video"] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** The negotiated codec by kind and RTP payload type, in Sora's names. */
export type NegotiatedCodecs = Readonly<Record<MediaKind, Readonly<Record<number, string>>>>;

export interface FrameCounts {
  /** Frames that entered the transform. */
  readonly received: number;
  /** Frames that were sealed (sending) or decrypted (receiving) and passed on. */
  readonly passed: number;
}

export interface SenderFacts extends FrameCounts {
  readonly transformId: number;
  readonly kind: MediaKind;
  /** Frames that were dropped because they could not be sealed. */
  readonly dropped: number;
}

export interface ReceiverFacts extends FrameCounts {
  readonly transformId: number;
  readonly kind: MediaKind;
  /** Frames that were dropped, by reason. */
  readonly refused: Readonly<Record<FrameFailure, number>>;
  /** Frames that wait for a key that may still arrive. */
  readonly waiting: number;
  /**
   * Video frames that were decrypted but depend on one that was not. They are dropped until the next key
   * frame.
   */
  readonly skipped?: number;
  /** True when no frame has arrived for three seconds, as when the sender turned its device off. */
  readonly idle?: boolean;
}

export interface SafetyNumber {
  /**
   * `participant`: between two participant keys, the same in every call of the two. `connection`: between the keys of two
   * connections, so that it changes with each.
   */
  readonly kind?: "participant" | "connection";
  /** 60 decimal digits. */
  readonly digits: string;
  /** 8 words from a fixed public list. */
  readonly words: readonly string[];
  /** 16 places, 0 to 63, in the fixed list of emoji that components show. */
  readonly emoji: readonly number[];
}

export interface PeerFacts {
  readonly connectionId: string;
  readonly encryption: PeerEncryption;
  /** The newest key id of this peer. Null before the first. */
  readonly keyId: number | null;
  readonly fingerprint: string | null;
  readonly safetyNumber: SafetyNumber | null;
  /** Absent when it announced no statement. */
  readonly statement?: PeerStatement;
  readonly receivers: readonly ReceiverFacts[];
}

/**
 * Result of checking a peer's statement of its participant key. `unproven`: no key message has proved yet
 * that the peer holds the identity key in the statement.
 */
export type PeerStatement =
  | { readonly status: "none" | "unproven" | "invalid" }
  | {
      readonly status: "proven";
      /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
      readonly key: string;
      /** Base64 of the 65-byte P-256 point. */
      readonly publicKey: string;
      readonly purpose: Purpose;
      /** The connection's identity key signed it too. False: only the participant key did, as with Sora's wasm. */
      readonly confirmed: boolean;
      /** The login server's token for the key, not checked yet. */
      readonly vouch: string | null;
    };

/** The state that all members of a channel's MLS group share (docs/mls.md). */
export interface RoomFacts {
  readonly suite: MlsSuite;
  readonly epoch: number;
  /** Number of members in the group, including this connection. */
  readonly size: number;
  readonly code: RoomCode;
}

/** A code that all people in a call can compare together. It changes with each epoch. */
export interface RoomCode {
  /** 30 decimal digits. */
  readonly digits: string;
  /** 6 places, 0 to 63, in the fixed list of emoji that components show. */
  readonly emoji: readonly number[];
}

/** The worker's report to the page: counts and public values, never keys. */
export interface WorkerFacts {
  /** The key id that seals frames now. Null before `start`. */
  readonly selfKeyId: number | null;
  readonly senders: readonly SenderFacts[];
  /** In a report, this lists only the peers that changed. */
  readonly peers: readonly PeerFacts[];
  /** Null: there is no group yet. Absent: the key agreement has no groups. */
  readonly room?: RoomFacts | null;
}

/** The media of a connection: a camera and microphone, or a screen. */
export type Purpose = "camera" | "screen";

/**
 * A connection's statement about itself in its notification metadata. It is not proven: any peer can name any
 * participant, and the server can change it. It affects how connections are shown, but never hides one.
 */
export interface ParticipantClaim {
  /** Random, the same for all connections of one page's call. */
  readonly id: string;
  readonly purpose: Purpose;
}

/**
 * Maximum number of remote peers in one call. The server can announce connections that do not exist, and each
 * costs memory and work for its keys. The limit is far above the practical size of a mesh of pairwise
 * sessions.
 */
export const maxPeers = 500;
