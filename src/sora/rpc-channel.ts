import { SoraE2EEError } from "../errors.ts";
import { Deadline, systemClock } from "../protocol/clock.ts";
import { isRecord, safeJson } from "./untrusted-json.ts";

export interface RpcOptions {
  /** Timeout of the call in milliseconds. Default 10 s. */
  readonly timeout?: number;
  /** Requests no response. Resolves with null after sending. */
  readonly notification?: boolean;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: SoraE2EEError): void;
}

const defaultTimeout = 10_000;
/** Limits the pending calls to a silent server. */
const maxPending = 64;
const maxMethods = 64;
/** No method of Sora has longer responses. */
const longestAnswer = 1 << 20;

/**
 * JSON-RPC 2.0 over the server's `rpc` DataChannel. Replaces the SDK's own `rpc`, because version 2026.1
 * turns every server error into "[object Object]".
 */
export class RpcChannel {
  #channel: RTCDataChannel | null = null;
  #compressed = false;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();
  #methods: readonly string[] = [];

  /** The methods that the client may call, from the server's offer. */
  get methods(): readonly string[] {
    return this.#methods;
  }

  /** Call this with the server's offer. Never throws for any offer. */
  offered(offer: unknown): void {
    const { data_channels: channels, rpc_methods: methods } = isRecord(offer) ? offer : {};
    const own = Array.isArray(channels)
      ? (channels as unknown[]).find((channel) => isRecord(channel) && channel.label === "rpc")
      : undefined;
    this.#compressed = isRecord(own) && own.compress === true;
    this.#methods = Array.isArray(methods)
      ? (methods as unknown[]).filter((name) => typeof name === "string").slice(0, maxMethods)
      : [];
  }

  /** Takes the channel from the SDK. */
  adopt(channel: RTCDataChannel): void {
    channel.binaryType = "arraybuffer";
    channel.onmessage = null;
    this.#channel = channel;
    channel.addEventListener("message", (event) => {
      // The SDK would warn about responses to calls that are not its own.
      event.stopImmediatePropagation();
      void this.#receive(event.data);
    });
    channel.addEventListener("close", () => {
      // The server may have put another one in its place.
      if (this.#channel === channel) this.close();
    });
  }

  /**
   * @throws {SoraE2EEError} `invalid-state` without an open channel, `rpc-failed` for every later failure.
   */
  async call(method: string, params: unknown, options: RpcOptions = {}): Promise<unknown> {
    const channel = this.#channel;
    if (channel?.readyState !== "open") {
      throw new SoraE2EEError(
        "invalid-state",
        "There is no RPC on this connection: it needs Sora 2025.2 with data_channel_rpc = true, dataChannelSignaling, " +
          "and rpc_methods from the auth webhook.",
      );
    }
    const { timeout = defaultTimeout, notification = false } = options;
    if (!notification && this.#pending.size >= maxPending) {
      throw failed(method, `${maxPending} calls are waiting for an answer`);
    }
    const id = ++this.#lastId;
    const request = { jsonrpc: "2.0", method, params, ...(notification ? {} : { id }) };
    const answer = notification ? Promise.resolve(null) : this.#answerTo(id, method, timeout);
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    try {
      if (this.#compressed) channel.send(await through(new CompressionStream("deflate"), bytes));
      else channel.send(new TextDecoder().decode(bytes));
    } catch (cause) {
      this.#pending.get(id)?.reject(failed(method, "the DataChannel closed", { cause }));
    }
    return answer;
  }

  /** Rejects all pending calls. */
  close(): void {
    this.#channel = null;
    for (const [, { reject }] of [...this.#pending]) reject(failed("rpc", "the connection ended"));
  }

  #answerTo(id: number, method: string, timeout: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const deadline = new Deadline(systemClock, () =>
        this.#pending.get(id)?.reject(failed(method, `there was no answer within ${timeout} ms`)),
      );
      deadline.set(systemClock.now() + timeout);
      const settle = (): void => {
        deadline.clear();
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        resolve(result) {
          settle();
          resolve(result);
        },
        reject(error) {
          settle();
          reject(error);
        },
      });
    });
  }

  async #receive(data: unknown): Promise<void> {
    const message = await this.#read(data).catch(() => null);
    if (!isRecord(message) || typeof message.id !== "number") return;
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (!isRecord(message.error)) {
      pending.resolve(safeJson(message.result ?? null));
      return;
    }
    const { message: said } = message.error;
    const cause = safeJson(message.error);
    pending.reject(
      failed("rpc", `the server answered ${typeof said === "string" ? said : "an error"}`, { cause }),
    );
  }

  async #read(data: unknown): Promise<unknown> {
    if (typeof data === "string") return data.length > longestAnswer ? null : (JSON.parse(data) as unknown);
    if (!(data instanceof ArrayBuffer) || data.byteLength > longestAnswer) return null;
    const bytes = new Uint8Array(data);
    const text = this.#compressed ? await through(new DecompressionStream("deflate"), bytes) : bytes;
    return JSON.parse(new TextDecoder().decode(text)) as unknown;
  }
}

/** @returns the decompressed data, up to the longest response. Rejects for more. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = (stream.readable as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > longestAnswer) {
      void reader.cancel();
      throw new RangeError("too long");
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function failed(method: string, detail: string, options?: { readonly cause?: unknown }): SoraE2EEError {
  return new SoraE2EEError("rpc-failed", `The call of ${method} failed: ${detail}.`, options);
}
