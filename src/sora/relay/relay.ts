import type { SignalingOfferMessage } from "sora-js-sdk";
import type { SoraE2EEError, SoraE2EEErrorCode } from "../../errors.ts";
import type { SoraConnectionOptions } from "../options.ts";

/** How the server or the network closed something. */
export interface RelayClose {
  readonly code?: number;
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
  /** Whether `connect` asks for E2EE: only servers that route key messages know it (docs/protocol.md#2-signaling). */
  readonly asksForE2EE: boolean;
  /** The app's options, with what the relay needs. */
  connectionOptions(given: SoraConnectionOptions): SoraConnectionOptions;
  /** @throws {SoraE2EEError} when this server cannot carry key messages in this way. */
  offered(offer: SignalingOfferMessage): void;
  adoptWebSocket(ws: WebSocket): void;
  /** To be called before the first description is set. */
  watch(pc: RTCPeerConnection): void;
  /** Signaling has moved to DataChannels. */
  switched(): void;
  /** Sends in order, as soon as there is a way. */
  send(messages: readonly Uint8Array[]): void;
  /** A key message that came over the signaling WebSocket. */
  receive(message: Uint8Array): void;
  /** This peer has left. */
  forget(connectionId: string): void;
  /** Why the server ended the connection, where that has to do with the relay. */
  explain(close: RelayClose): SoraE2EEError | null;
  close(): void;
}
