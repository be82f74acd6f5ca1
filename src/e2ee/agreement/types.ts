import type { PreKeyBundle } from "../../protocol/bundle.ts";
import type { ProofSubject } from "../../protocol/identity-statement.ts";
import type { SignedMessage } from "../../protocol/signed-message.ts";

export type { PreKeyBundle };

export interface RemoteMaterial {
  readonly keyId: number;
  /** 32 bytes. */
  readonly secretKeyMaterial: Uint8Array;
}

/** By connection id; holds only the entries that changed. */
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
  /** Materials of messages that opened now, although they came before. */
  readonly remoteSecretKeyMaterials?: RemoteMaterials;
}

export interface ReceiveMessageResult {
  readonly remoteSecretKeyMaterials: RemoteMaterials;
  /**
   * Only there when a message came late: genuine materials that are older than the peer's current one. They may still
   * open late frames, and must never take the current one's place.
   */
  readonly lateSecretKeyMaterials?: RemoteMaterials;
  readonly messages: Uint8Array[];
}

/**
 * Agrees on frame keys with the other peers of a channel (docs/protocol.md, sections 3 to 5). Every call is atomic
 * and calls never interleave: one that rejects, with a `SoraE2EEError`, has changed nothing.
 */
export interface KeyAgreement {
  /** Makes fresh keys and forgets everything that was there before. */
  init(): Promise<{ preKeyBundle: PreKeyBundle }>;
  /** Tells the engine its own connection id (26 ASCII bytes). */
  start(connectionId: string): Promise<SelfMaterial>;
  /** A peer that was already in the channel when we joined: it will open the session. */
  addPreKeyBundle(connectionId: string, bundle: PreKeyBundle): Promise<void>;
  /** A peer that joined after us: we open the session, and the materials of all peers move on by one. */
  startSession(connectionId: string, bundle: PreKeyBundle): Promise<StartSessionResult>;
  /** A peer that left: we make a fresh material and send it to those who stay. */
  stopSession(connectionId: string): Promise<StopSessionResult>;
  /**
   * A peer that left, while our material stays. Returns whether the peer may know that material: then `renewMaterial` is to
   * follow before anything more is sealed. Only there for an engine that can do the two apart.
   */
  dropSession?(connectionId: string): Promise<boolean>;
  /** Makes a fresh material and sends it to all peers with a session. There together with `dropSession`. */
  renewMaterial?(): Promise<StopSessionResult>;
  /** Opens a key message that the server passed on; rejects one that is not as it must be. */
  receiveMessage(message: Uint8Array): Promise<ReceiveMessageResult>;
  /**
   * Whether this peer's last message shows that it has not received our answer in the session that it opened. Only there
   * for an engine that can tell.
   */
  missesAnswer?(connectionId: string): boolean;
  /**
   * Whether a message of this peer shows that it has missed several messages of ours. False after a number of announcements
   * to it, so that retries end. Only there for an engine that can tell.
   */
  missesMessages?(connectionId: string): boolean;
  /** Our current material once more, to all peers with a send chain or to those named. */
  announce(connectionIds?: string[]): Promise<{ messages: Uint8Array[] }>;
  /** SHA-256 of our Ed25519 identity key: 32 lower-case hex pairs joined by colons. */
  selfFingerprint(): string;
  /** Of the identity keys of the other peers, by connection id; written as `selfFingerprint` is. */
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
