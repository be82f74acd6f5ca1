import type { SoraE2EEError } from "../../errors.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { Ed25519 } from "../agreement/crypto/curves.ts";
import type { KeyAgreement, PreKeyBundle } from "../agreement/types.ts";
import type { MessageInbox } from "../messages/message-inbox.ts";
import type { MessageSealer } from "../messages/message-sealer.ts";
import type { FactsReporter } from "./facts-reporter.ts";
import type { Identities } from "./identities.ts";
import type { InboundPacing } from "./inbound-pacing.ts";
import type { AnnouncedPeer, EngineOptions } from "./messages.ts";
import type { Peers } from "./peers.ts";
import type { SendKeySchedule } from "./send-key-schedule.ts";

export interface EngineEvents {
  /** Aborted when the call ends before the engine is ready. */
  readonly signal: AbortSignal;
  readonly onProgress: (loaded: number, total: number | null) => void;
  readonly onCompiled: (module: WebAssembly.Module) => void;
  /** The engine can no longer be used. */
  readonly onCrash: (error: SoraE2EEError) => void;
}

/** The public part of our keys. */
export interface OwnKeys {
  /** Null when the engine uses MLS. */
  readonly preKeyBundle: PreKeyBundle | null;
  /** An MLS key package in base64. Null for pairwise keys. */
  readonly keyPackage: string | null;
  /** Base64 of 32 bytes, Ed25519. */
  readonly identityKey: string;
  /** Base64 of the key that signs sealed messages. Null: the identity key signs them. */
  readonly messageKey: string | null;
  readonly fingerprint: string;
}

/** The state that a key session uses, beside the keys. */
export interface KeyContext {
  /** True when the relay delivers each message to all peers. */
  readonly broadcasts: boolean;
  readonly clock: Clock;
  /**
   * True when frames of ours will be sealed. Other participants do not wait for keys of a peer that only
   * receives.
   */
  readonly isSending: () => boolean;
  readonly identities: Identities;
  readonly peers: Peers;
  readonly reporter: FactsReporter;
  readonly sealing: SendKeySchedule;
  readonly messageSealer: MessageSealer;
  readonly inbox: MessageInbox;
  readonly pacing: InboundPacing;
  readonly send: (messages: readonly Uint8Array[]) => void;
  readonly refused: (connectionId: string | null, error: unknown) => void;
  /** Runs a task of ours in turn with the owner's calls. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

/**
 * Makes keys from the events of the channel. It passes keys to the peers' key rings and to sealing, and
 * messages to the relay. Its owner calls one method at a time.
 */
export interface CallKeys {
  /** @param alone True when no peer was in the channel before us that could add us. */
  start(connectionId: string, alone: boolean): Promise<void>;
  peerPresent(peer: AnnouncedPeer): Promise<void>;
  peerJoined(peer: AnnouncedPeer): Promise<void>;
  /** @throws when no new key could be made, because the peer that left could continue to decrypt. */
  peerLeft(connectionId: string): Promise<void>;
  keyMessage(message: Uint8Array): Promise<void>;
  /** A peer's receipt under its seal and signature. Absent: receipts change nothing. */
  receipt?(connectionId: string, data: Uint8Array): void;
  /**
   * Called before the first message or frame of a new sender is sealed. Absent: the keys need no preparation.
   */
  beforeSealing?(): Promise<void>;
  close(): void;
}

export interface LoadedEngine extends Pick<KeyAgreement, "remoteFingerprints" | "signProof"> {
  /** Makes our keys. */
  init(): Promise<OwnKeys>;
  /** Verifies the signatures of sealed messages. */
  ed25519(): Promise<Pick<Ed25519, "verify">>;
  /** To be called once, after `init`. */
  session(context: KeyContext): CallKeys;
  dispose(): void;
}

export type LoadEngine = (options: EngineOptions, events: EngineEvents) => Promise<LoadedEngine>;
