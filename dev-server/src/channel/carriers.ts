import { deflateSync, inflateSync } from "node:zlib";
import { CLOSE, type CloseReason, Refusal } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import type { ConnectRequest } from "../signaling/connect-message.ts";
import type { JsonObject } from "../signaling/json.ts";
import type { DataChannelOptions, DataChannels } from "../transport/data-channels.ts";

/** The WebSocket methods that a member needs. */
export interface SignalingSocket {
  readonly isOpen: boolean;
  send(data: string | Buffer): void;
  close(reason: CloseReason): void;
  /** Drops the TCP connection without a closing handshake. */
  terminate(): void;
}

export interface OfferedChannel {
  readonly label: string;
  readonly direction: "sendrecv" | "sendonly" | "recvonly";
  readonly compress: boolean;
  readonly header?: readonly JsonObject[];
}

const SYSTEM_LABELS = ["signaling", "notify", "push", "stats"] as const;

/** The paths to a member: the WebSocket first, DataChannels once all of them are open. */
export class Carriers {
  switched = false;
  private readonly compressed = new Set<string>();
  private readonly labels: DataChannelOptions[];
  private channels: DataChannels | undefined;

  constructor(
    private readonly socket: SignalingSocket,
    private readonly request: ConnectRequest,
    private readonly settings: Pick<Settings, "maxMessageBytes" | "dataChannelSignalingCloseMessage">,
  ) {
    for (const { label, compress } of this.offered()) if (compress) this.compressed.add(label);
    this.labels = this.offered().map(({ label }) => {
      const messaging = request.messaging.find((each) => each.label === label);
      return {
        label,
        ordered: messaging?.ordered ?? true,
        protocol: messaging?.protocol ?? "",
        ...(messaging?.maxRetransmits === undefined ? {} : { maxRetransmits: messaging.maxRetransmits }),
        ...(messaging?.maxPacketLifeTime === undefined
          ? {}
          : { maxPacketLifeTime: messaging.maxPacketLifeTime }),
      };
    });
  }

  /** The `data_channels` of the offer. */
  offered(): OfferedChannel[] {
    if (!this.request.dataChannelSignaling) return [];
    return [
      ...SYSTEM_LABELS.map((label) => ({
        label,
        direction: label === "notify" || label === "push" ? ("recvonly" as const) : ("sendrecv" as const),
        compress: true,
      })),
      ...(this.request.rpcMethods.length > 0
        ? [{ label: "rpc", direction: "sendrecv" as const, compress: true }]
        : []),
      ...(this.request.e2ee ? [{ label: "e2ee", direction: "sendrecv" as const, compress: false }] : []),
      ...this.request.messaging.map(({ label, direction, compress, senderIdHeader }) => ({
        label,
        direction,
        compress,
        ...(senderIdHeader ? { header: [{ type: "sender_connection_id", length: 26 }] } : {}),
      })),
    ];
  }

  /** The SCTP association is ready. Opens the offered channels, each after the delay that `when` gives. */
  open(channels: DataChannels, when: (label: string, open: () => void) => void): void {
    this.channels = channels;
    for (const options of this.labels) when(options.label, () => channels.open(options));
  }

  /** Call this as channels open. The last one moves signaling to them. */
  channelOpened(): void {
    const { channels } = this;
    if (this.switched || !channels || !this.labels.every(({ label }) => channels.isOpen(label))) return;
    this.switched = true;
    this.socket.send(
      JSON.stringify({
        type: "switched",
        ignore_disconnect_websocket: this.request.ignoreDisconnectWebSocket,
      }),
    );
  }

  /** True when the end of the WebSocket ends the connection. */
  get needsSocket(): boolean {
    return !(this.switched && this.request.ignoreDisconnectWebSocket);
  }

  sendSignaling(message: JsonObject): void {
    this.sendJson("signaling", message);
  }

  sendNotification(message: JsonObject): void {
    this.sendJson("notify", message);
  }

  sendPush(data: JsonObject): void {
    this.sendJson("push", { type: "push", data });
  }

  requestStats(): void {
    if (this.switched) this.sendJson("stats", { type: "req-stats" });
    else this.sendSignaling({ type: "ping", stats: true });
  }

  sendRpc(answer: JsonObject | undefined): void {
    // Uses the channel of the request, also when signaling has not moved to DataChannels yet.
    if (answer) this.channels?.send("rpc", deflateSync(JSON.stringify(answer)), "binary");
  }

  sendKeyMessage(message: Buffer): void {
    if (this.switched) this.channels?.send("e2ee", message, "binary");
    else this.socket.send(message);
  }

  /** Returns false when the member's channel of that label is not open. */
  sendMessage(label: string, data: Buffer): boolean {
    const body = this.compressed.has(label) ? deflateSync(data) : data;
    return this.channels?.send(label, body, "binary") ?? false;
  }

  /** The bytes of a message that came on a channel; throws a Refusal when they do not decompress within the limit. */
  decode(label: string, data: Buffer): Buffer {
    if (data.length > this.settings.maxMessageBytes) throw new Refusal(CLOSE.messageTooLarge);
    if (!this.compressed.has(label)) return data;
    try {
      return inflateSync(data, { maxOutputLength: this.settings.maxMessageBytes });
    } catch {
      throw new Refusal(CLOSE.invalidMessage(`${label} is not zlib data within the size limit`));
    }
  }

  closeChannel(label: string): void {
    this.channels?.closeChannel(label);
  }

  /**
   * Ends both and gives the client the reason. The transport stays alive for a moment, so that the client
   * sees the closed channels.
   */
  close(reason: CloseReason): void {
    const ownEnd = reason === CLOSE.normal || reason === CLOSE.typeDisconnect;
    if (this.switched && this.settings.dataChannelSignalingCloseMessage && !ownEnd) {
      this.sendSignaling({ type: "close", code: reason.code, reason: reason.reason });
    }
    this.channels?.closeAll();
    this.socket.close(reason);
  }

  /** Closes only the WebSocket, as a device in between could do. */
  closeSocket(reason: CloseReason): void {
    this.socket.close(reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private sendJson(label: string, message: JsonObject): void {
    const text = JSON.stringify(message);
    if (!this.switched) this.socket.send(text);
    else if (this.compressed.has(label)) this.channels?.send(label, deflateSync(text), "binary");
    else this.channels?.send(label, Buffer.from(text), "text");
  }
}
