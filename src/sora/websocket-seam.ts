import { isOrdinaryClose, namesReason } from "./failures.ts";
import type { WebSocketWire } from "./relay/relay.ts";

/** The E2EE messages on the signaling WebSocket that the SDK does not know (docs/protocol.md#2-signaling). */
export interface WebSocketSeamHandlers {
  /**
   * Receives the key messages that arrive here. Null when none use this path, and then `connect` does not
   * request E2EE.
   */
  readonly keyMessages: Pick<WebSocketWire, "receive"> | null;
  /** The other side or the network closed it. The SDK does not always notice this while connecting. */
  onClosedByOther(code: number, reason: string): void;
}

/**
 * Prepares an open signaling WebSocket before the SDK uses it. It requests E2EE in the `connect` message for
 * the signaling relay, and removes binary messages, on which the SDK would throw.
 */
export function instrumentSignalingWebSocket(ws: WebSocket, handlers: WebSocketSeamHandlers): void {
  ws.binaryType = "arraybuffer";
  ws.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (typeof event.data === "string") return;
    event.stopImmediatePropagation();
    if (event.data instanceof ArrayBuffer) handlers.keyMessages?.receive(new Uint8Array(event.data));
  });

  let closedByUs = false;
  const close = ws.close.bind(ws);
  ws.close = (...reason) => {
    // The SDK also closes sockets that the other side has closed already.
    closedByUs ||= ws.readyState === WebSocket.OPEN;
    close(...reason);
  };
  ws.addEventListener("close", ({ code, reason }) => {
    // Both sides may close at once, and then the other side's reason is still reported.
    if (!closedByUs || !isOrdinaryClose(code) || namesReason({ code, reason })) {
      handlers.onClosedByOther(code, reason);
    }
  });

  const send = ws.send.bind(ws);
  ws.send = (data) => {
    // The message could not be sent, and browsers report an error of the page, because the SDK's connecting can outlive
    // its socket.
    if (ws.readyState > WebSocket.OPEN) return;
    send(typeof data === "string" && handlers.keyMessages !== null ? withE2EE(data) : data);
  };
}

function withE2EE(data: string): string {
  // Only `connect` is changed. All other messages are sent as the SDK wrote them.
  if (!data.includes('"type":"connect"')) return data;
  const message: unknown = JSON.parse(data);
  if (typeof message !== "object" || message === null || !("type" in message)) return data;
  return message.type === "connect" ? JSON.stringify({ ...message, e2ee: true }) : data;
}
