import type { SignalingOfferMessage } from "sora-js-sdk";
import { SoraE2EEError } from "../../errors.ts";
import type { SoraConnectionOptions } from "../options.ts";
import { offeredChannels } from "./offered-channels.ts";
import type { KeyRelay, RelayClose, RelayEvents, WebSocketWire } from "./relay.ts";
import { routesKeyMessages, serverVersion } from "./server-version.ts";

/** Label of the DataChannel that carries key messages once signaling has switched. */
const label = "e2ee";

/** Maximum number of key messages that wait while neither path is open: a few batches. */
const queueLimit = 256;

/** The code with which Sora closes on an unknown message. */
const notUnderstood = 4490;

/**
 * Key messages over the signaling WebSocket, or over the `e2ee` DataChannel once signaling has switched to DataChannels:
 * the server, a Sora up to 2024.1, routes them (docs/protocol.md#2-signaling).
 */
export class SignalingRelay implements KeyRelay {
  readonly label = null;
  readonly webSocket: WebSocketWire = {
    adopt: (ws) => {
      this.#ws = ws;
    },
    receive: (message) => this.#receive(message),
  };
  readonly #events: RelayEvents;
  #ws: WebSocket | null = null;
  #channel: RTCDataChannel | null = null;
  #switched = false;
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #sent = false;
  #received = false;

  constructor(events: RelayEvents) {
    this.#events = events;
  }

  connectionOptions(given: SoraConnectionOptions): SoraConnectionOptions {
    return given;
  }

  offered(offer: SignalingOfferMessage): void {
    const version = serverVersion(offer);
    const lacksChannel =
      offer.data_channel_signaling === true &&
      !offeredChannels(offer).some((channel) => channel.label === label);
    if (lacksChannel || (version !== null && !routesKeyMessages(version))) throw routingMissing(version);
  }

  watch(pc: RTCPeerConnection): void {
    pc.addEventListener("datachannel", ({ channel }) => {
      if (channel.label !== label) return;
      channel.binaryType = "arraybuffer";
      channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) this.#receive(new Uint8Array(data));
      });
      channel.addEventListener("open", () => this.#flush());
      this.#channel = channel;
      this.#flush();
    });
  }

  switched(): void {
    this.#switched = true;
    this.#flush();
  }

  /** A batch uses one path, so that related messages keep their order. */
  send(messages: readonly Uint8Array[]): void {
    // Copied into plain buffers, because the types allow shared memory.
    for (const message of messages) this.#queue.push(new Uint8Array(message));
    this.#queue = this.#queue.slice(-queueLimit);
    this.#flush();
  }

  explain({ code, reason = "" }: RelayClose, cause?: unknown): SoraE2EEError | null {
    if (/e2ee/i.test(reason)) {
      return new SoraE2EEError(
        "e2ee-disabled",
        'This Sora has end-to-end encryption turned off. Set e2ee = true in sora.conf (Sora up to 2024.1), or use relay: "messaging" (Sora from 2024.2 on).',
        { cause },
      );
    }
    return code === notUnderstood && this.#sent && !this.#received ? routingMissing(null) : null;
  }

  close(): void {
    this.#queue = [];
  }

  #receive(message: Uint8Array): void {
    this.#received = true;
    this.#events.onKeyMessage(message);
  }

  #flush(): void {
    const path = this.#openPath();
    if (!path) return;
    const messages = this.#queue;
    this.#queue = [];
    this.#sent ||= messages.length > 0;
    for (const message of messages) path.send(message);
  }

  #openPath(): WebSocket | RTCDataChannel | null {
    if (this.#switched && this.#channel?.readyState === "open") return this.#channel;
    return this.#ws?.readyState === WebSocket.OPEN ? this.#ws : null;
  }
}

function routingMissing(version: string | null): SoraE2EEError {
  return new SoraE2EEError(
    "e2ee-routing-missing",
    `This Sora${version === null ? "" : ` (${version})`} does not route key messages: versions from 2024.2 on have no e2ee setting. Use relay: "messaging".`,
  );
}
