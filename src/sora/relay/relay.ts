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
  /** A message that no honest peer sends was dropped. `connectionId`: who sent it, as far as the relay can tell. */
  onDropped(connectionId: string, code: SoraE2EEErrorCode): void;
  /** Key messages travel no more, though the connection may go on. */
  onLost(error: SoraE2EEError): void;
}

/** How key messages travel between the peers of a channel. Serves one connection. */
export interface KeyRelay {
  /** Null: nothing travels on the signaling WebSocket, and `connect` does not ask for E2EE. */
  readonly webSocket: WebSocketWire | null;
  /** The messaging DataChannel that only the relay may use; null: none. */
  readonly label: string | null;
  /** The app's options, with what the relay needs. */
  connectionOptions(given: SoraConnectionOptions): SoraConnectionOptions;
  /** @throws {SoraE2EEError} when this server cannot carry key messages in this way. */
  offered(offer: SignalingOfferMessage): void;
  /** To be called before the first description is set. */
  watch(pc: RTCPeerConnection): void;
  /** Signaling has moved to DataChannels. */
  switched(): void;
  /** Sends in order, as soon as there is a way. */
  send(messages: readonly Uint8Array[]): void;
  /** This peer has left. For a relay that keeps something for each peer. */
  forget?(connectionId: string): void;
  /** Why the server ended the connection, or refused to open it, where that has to do with the relay. */
  explain(close: RelayClose, cause?: unknown): SoraE2EEError | null;
  close(): void;
}
