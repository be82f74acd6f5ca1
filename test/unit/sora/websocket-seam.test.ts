import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { instrumentSignalingWebSocket } from "../../../src/sora/websocket-seam.ts";

function closeEvent(code: number, reason: string): Event {
  return Object.assign(new Event("close"), { code, reason });
}

function instrumented(asksForE2EE = true) {
  const sent: unknown[] = [];
  const keyMessages: Uint8Array[] = [];
  const closes: unknown[] = [];
  const target = new EventTarget();
  const ws = Object.assign(target, {
    binaryType: "blob",
    send: (data: unknown) => sent.push(data),
    readyState: WebSocket.OPEN,
    close: () => undefined,
  }) as unknown as WebSocket;
  instrumentSignalingWebSocket(ws, {
    keyMessages: asksForE2EE ? { receive: (message) => keyMessages.push(message) } : null,
    onClosedByOther: (code, reason) => closes.push([code, reason]),
  });
  const seenBySdk: unknown[] = [];
  ws.addEventListener("message", ({ data }) => seenBySdk.push(data));
  return { ws, sent, keyMessages, closes, seenBySdk };
}

describe("the WebSocket seam", () => {
  // Node 20 has none of its own.
  beforeEach(() => vi.stubGlobal("WebSocket", { OPEN: 1, CLOSED: 3 }));
  afterEach(() => void vi.unstubAllGlobals());

  it("requests E2EE in the connect message and keeps all fields of the SDK", () => {
    const { ws, sent } = instrumented();
    ws.send(JSON.stringify({ type: "connect", channel_id: "c", signaling_notify_metadata: { a: 1 } }));
    expect(JSON.parse(sent[0] as string)).toEqual({
      type: "connect",
      channel_id: "c",
      signaling_notify_metadata: { a: 1 },
      e2ee: true,
    });
  });

  it("does not change the connect message for the messaging relay", () => {
    const { ws, sent } = instrumented(false);
    const connect = JSON.stringify({ type: "connect", channel_id: "c" });
    ws.send(connect);
    expect(sent).toEqual([connect]);
  });

  it("passes every other message on unchanged", () => {
    const { ws, sent } = instrumented();
    const bytes = new Uint8Array([1]);
    const answer = JSON.stringify({ type: "answer", sdp: 'a "type":"connect" in a string' });
    for (const data of [answer, bytes, "not json"]) ws.send(data);
    expect(sent).toEqual([answer, bytes, "not json"]);
  });

  it("sends nothing on a closed socket", () => {
    const { ws, sent } = instrumented();
    Object.assign(ws, { readyState: WebSocket.CLOSED });
    for (const data of ["text", new Uint8Array([1])]) ws.send(data);
    expect(sent).toEqual([]);
  });

  it("hides binary messages from the SDK, and only those", () => {
    const { ws, keyMessages, seenBySdk } = instrumented();
    ws.dispatchEvent(new MessageEvent("message", { data: new Uint8Array([1, 2]).buffer }));
    ws.dispatchEvent(new MessageEvent("message", { data: "{}" }));
    expect(keyMessages).toEqual([new Uint8Array([1, 2])]);
    expect(seenBySdk).toEqual(["{}"]);
    expect(ws.binaryType).toBe("arraybuffer");
  });

  it("distinguishes a close by the server from one by the SDK, as in a redirect", () => {
    const redirected = instrumented();
    redirected.ws.close();
    redirected.ws.dispatchEvent(closeEvent(1000, ""));
    expect(redirected.closes).toEqual([]);

    const refused = instrumented();
    Object.assign(refused.ws, { readyState: WebSocket.CLOSED });
    // The SDK's own handler runs first, and closes the socket.
    refused.ws.close();
    refused.ws.dispatchEvent(closeEvent(4490, "E2EE"));
    expect(refused.closes).toEqual([[4490, "E2EE"]]);

    const kicked = instrumented();
    kicked.ws.close();
    kicked.ws.dispatchEvent(closeEvent(1000, "DISCONNECTED-API"));
    expect(kicked.closes).toEqual([[1000, "DISCONNECTED-API"]]);

    const both = instrumented();
    both.ws.close();
    both.ws.dispatchEvent(closeEvent(1001, "SERVER-SHUTDOWN"));
    expect(both.closes).toEqual([[1001, "SERVER-SHUTDOWN"]]);
  });
});
