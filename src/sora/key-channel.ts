/** Label of the DataChannel that carries key messages once signaling has switched. */
const label = "e2ee";

/** Key messages wait here while neither path is open: a few batches, not a backlog. */
const queueLimit = 256;

/**
 * How key messages travel by the `signaling` relay: over the WebSocket, or over the `e2ee` DataChannel once signaling
 * has switched to DataChannels (PROTOCOL section 2).
 */
export class KeyChannel {
  readonly #onKeyMessage: (message: Uint8Array) => void;
  #ws: WebSocket | null = null;
  #channel: RTCDataChannel | null = null;
  #switched = false;
  #queue: Uint8Array<ArrayBuffer>[] = [];

  constructor(onKeyMessage: (message: Uint8Array) => void) {
    this.#onKeyMessage = onKeyMessage;
  }

  setWebSocket(ws: WebSocket): void {
    this.#ws = ws;
  }

  watch(pc: RTCPeerConnection): void {
    pc.addEventListener("datachannel", ({ channel }) => {
      if (channel.label !== label) return;
      channel.binaryType = "arraybuffer";
      channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) this.#onKeyMessage(new Uint8Array(data));
      });
      channel.addEventListener("open", () => this.#flush());
      this.#channel = channel;
      this.#flush();
    });
  }

  switchToDataChannel(): void {
    this.#switched = true;
    this.#flush();
  }

  /** Sends in order. A batch takes one path, so that what belongs together cannot overtake itself. */
  send(messages: readonly Uint8Array[]): void {
    // Copied into plain buffers: what is sent may come from shared memory as far as the types know.
    for (const message of messages) this.#queue.push(new Uint8Array(message));
    this.#queue = this.#queue.slice(-queueLimit);
    this.#flush();
  }

  #flush(): void {
    const path = this.#openPath();
    if (!path) return;
    const messages = this.#queue;
    this.#queue = [];
    for (const message of messages) path.send(message);
  }

  #openPath(): WebSocket | RTCDataChannel | null {
    if (this.#switched && this.#channel?.readyState === "open") return this.#channel;
    return this.#ws?.readyState === WebSocket.OPEN ? this.#ws : null;
  }
}
