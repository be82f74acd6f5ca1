import type { PreKeyBundle } from "../../protocol/bundle.ts";
import type { ProofSubject } from "../../protocol/identity-statement.ts";
import type { SignedMessage } from "../../protocol/signed-message.ts";

export type { PreKeyBundle };

export interface RemoteMaterial {
  readonly keyId: number;
  /** 32 bytes. */
  readonly secretKeyMaterial: Uint8Array;
}

/** By connection id. Contains only the changed entries. */
export type RemoteMaterials = Record<string, RemoteMaterial>;

export interface SelfMaterial {
  readonly selfKeyId: number;
  /** 32 bytes. */
  readonly selfSecretKeyMaterial: Uint8Array;
}

export interface StartSessionResult extends SelfMaterial {
  readonly selfConnectionId: string;
  readonly remoteSecretKeyMaterials: RemoteMaterials;
  readonly messages: Uint8Array[];
}

export interface StopSessionResult extends SelfMaterial {
  readonly selfConnectionId: string;
  readonly messages: Uint8Array[];
}

export interface RenewResult extends StopSessionResult {
  /** Materials of earlier messages that could be decrypted only now. */
  readonly remoteSecretKeyMaterials?: RemoteMaterials;
}

export interface ReceiveMessageResult {
  readonly remoteSecretKeyMaterials: RemoteMaterials;
  /**
   * Only present when a message came late: genuine materials that are older than the peer's current one. They
   * may decrypt late frames, and must never replace the current one.
   */
  readonly lateSecretKeyMaterials?: RemoteMaterials;
  readonly messages: Uint8Array[];
  /**
   * True when the sender has opened a message of ours in this session. Without that, the server or another peer may have
   * put another source id into the message.
   */
  readonly answers?: boolean;
}

/**
 * Agrees on frame keys with the other peers of a channel (docs/protocol.md, sections 3 to 5). Every call is atomic
 * and calls never interleave: one that rejects, with a `SoraE2EEError`, has changed nothing.
 */
export interface KeyAgreement {
  /** Makes fresh keys, and forgets all earlier state. */
  init(): Promise<{ preKeyBundle: PreKeyBundle }>;
  /** Tells the engine its own connection id (26 ASCII bytes). */
  start(connectionId: string): Promise<SelfMaterial>;
  /** A peer that was in the channel when we joined. It will open the session. */
  addPreKeyBundle(connectionId: string, bundle: PreKeyBundle): Promise<void>;
  /** A peer that joined after us: we open the session, and the materials of all peers move on by one. */
  startSession(connectionId: string, bundle: PreKeyBundle): Promise<StartSessionResult>;
  /** A peer that left. We make a new material and send it to the remaining peers. */
  stopSession(connectionId: string): Promise<StopSessionResult>;
  /**
   * Removes a peer that left, and keeps our material. Returns true when the peer may know that material. Then
   * call `renewMaterial` before more frames are sealed. Only engines that can separate the two have it.
   */
  dropSession?(connectionId: string): Promise<boolean>;
  /**
   * Makes a fresh material and sends it to all peers with a session. An engine has both this and `dropSession`,
   * or neither.
   */
  renewMaterial?(): Promise<StopSessionResult>;
  /** Opens a key message from the server. Rejects an invalid one. */
  receiveMessage(message: Uint8Array): Promise<ReceiveMessageResult>;
  /**
   * True when this peer's last message shows that it has not received our answer in its session. Only engines
   * that can detect this have it.
   */
  missesAnswer?(connectionId: string): boolean;
  /**
   * True when a message of this peer shows that it missed several of our messages. False after a number of
   * announcements to it, so that retries end. Only engines that can detect this have it.
   */
  missesMessages?(connectionId: string): boolean;
  /** Sends our current material again, to all peers with a send chain or to the named ones. */
  announce(connectionIds?: string[]): Promise<{ messages: Uint8Array[] }>;
  /** SHA-256 of our Ed25519 identity key: 32 lower-case hex pairs joined by colons. */
  selfFingerprint(): string;
  /** Fingerprints of the other peers' identity keys by connection id, in the form of `selfFingerprint`. */
  remoteFingerprints(): Record<string, string>;
  /**
   * Signs a sealed message of the app: 64 bytes of Ed25519 (docs/sealed-messages.md). Signs nothing else, so that it is
   * of no use for forging a pre-key. An engine without it seals no messages.
   */
  signMessage?(message: SignedMessage): Promise<Uint8Array>;
  /**
   * Confirms whose connection this is, with the identity key: 64 bytes of Ed25519 (docs/protocol.md#proof). Only there for an
   * engine that can sign with that key.
   */
  signProof?(subject: ProofSubject): Promise<Uint8Array>;
  /**
   * The public key that `signMessage` signs with, 32 bytes in base64, for an engine that keeps its identity key to
   * itself. Without it, that is the identity key of the bundle.
   */
  messageKey?(): string;
}

export interface KeyAgreementOptions {
  /** For tests against the vectors. Draws are taken in the order of docs/protocol.md#8-test-vectors. */
  readonly randomBytes?: (length: 32) => Uint8Array;
}
