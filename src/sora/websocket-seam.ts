import { isOrdinaryClose, namesReason } from "./failures.ts";
import type { WebSocketWire } from "./relay/relay.ts";

/** The E2EE messages on the signaling WebSocket that the SDK does not know (docs/protocol.md#2-signaling). */
export interface WebSocketSeamHandlers {
  /** Takes the key messages that come here; null: none travel here, and `connect` does not ask for E2EE. */
  readonly keyMessages: Pick<WebSocketWire, "receive"> | null;
  /** The other side or the network closed it: the SDK does not always notice while it connects. */
  onClosedByOther(code: number, reason: string): void;
}

/**
 * Prepares an open signaling WebSocket before the SDK touches it: asks for E2EE in the `connect` message where the relay wants that, and takes
 * the binary messages away, on which the SDK would throw.
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
    // The SDK also closes what the other side has closed already.
    closedByUs ||= ws.readyState === WebSocket.OPEN;
    close(...reason);
  };
  ws.addEventListener("close", ({ code, reason }) => {
    // Both sides may close at once: then the other one's reason is still news.
    if (!closedByUs || !isOrdinaryClose(code) || namesReason({ code, reason })) {
      handlers.onClosedByOther(code, reason);
    }
  });

  const send = ws.send.bind(ws);
  ws.send = (data) => {
    // Nothing would go out, and browsers report it as an error of the page: the SDK's connecting outlives its socket.
    if (ws.readyState > WebSocket.OPEN) return;
    send(typeof data === "string" && handlers.keyMessages !== null ? withE2EE(data) : data);
  };
}

function withE2EE(data: string): string {
  // Only `connect` is changed: everything else goes out as the SDK wrote it.
  if (!data.includes('"type":"connect"')) return data;
  const message: unknown = JSON.parse(data);
  if (typeof message !== "object" || message === null || !("type" in message)) return data;
  return message.type === "connect" ? JSON.stringify({ ...message, e2ee: true }) : data;
}
