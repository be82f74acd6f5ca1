import type { SignalingOfferMessage } from "sora-js-sdk";
import type { SoraE2EEError, SoraE2EEErrorCode } from "../../errors.ts";
import type { SoraConnectionOptions } from "../options.ts";

/** How the server or the network closed the connection. */
export interface RelayClose {
  readonly code?: number;
  readonly reason?: string;
}

/** Key messages on the signaling WebSocket, for a server that routes them (docs/protocol.md#2-signaling). */
export interface WebSocketWire {
  /** An open WebSocket. A connection may have several, one after the other. */
  adopt(ws: WebSocket): void;
  receive(message: Uint8Array): void;
}

export interface RelayEvents {
  onKeyMessage(message: Uint8Array): void;
  /**
   * A message that no honest peer sends was dropped. `connectionId` is its sender, as far as the relay knows
   * it.
   */
  onDropped(connectionId: string, code: SoraE2EEErrorCode): void;
  /** Key messages no longer pass, although the connection may continue. */
  onLost(error: SoraE2EEError): void;
}

/** The path of key messages between the peers of a channel. It serves one connection. */
export interface KeyRelay {
  /** Null when no key messages use the signaling WebSocket, and `connect` does not request E2EE. */
  readonly webSocket: WebSocketWire | null;
  /** The messaging DataChannel that only the relay may use; null: none. */
  readonly label: string | null;
  /** The app's options, with the additions of the relay. */
  connectionOptions(given: SoraConnectionOptions): SoraConnectionOptions;
  /** @throws {SoraE2EEError} when this server cannot carry key messages in this way. */
  offered(offer: SignalingOfferMessage): void;
  /** Call this before the first description is set. */
  watch(pc: RTCPeerConnection): void;
  /** Signaling has moved to DataChannels. */
  switched(): void;
  /** Sends messages in order, as soon as there is a path. */
  send(messages: readonly Uint8Array[]): void;
  /** A peer has left. For relays with state for each peer. */
  forget?(connectionId: string): void;
  /** The reason why the server ended or refused the connection, when the relay is its cause. */
  explain(close: RelayClose, cause?: unknown): SoraE2EEError | null;
  close(): void;
}
