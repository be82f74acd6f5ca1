import { deflateSync, inflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RpcChannel } from "../../../src/sora/rpc-channel.ts";

class FakeChannel extends EventTarget {
  /** The SDK sets it before the channel is adopted. */
  onmessage: unknown = () => undefined;
  readyState = "open";
  binaryType = "";
  readonly sent: (string | Uint8Array)[] = [];
  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }
  answer(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

const method = "2025.2.0/RequestSimulcastRid";

function open({ compress = false } = {}) {
  const channel = new FakeChannel();
  const rpc = new RpcChannel();
  rpc.offered({ data_channels: [{ label: "rpc", compress }], rpc_methods: [method, 7, null] });
  rpc.adopt(channel as unknown as RTCDataChannel);
  return { channel, rpc };
}

describe("RPC over the server's DataChannel", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("a call resolves with the result of the response that has its id", async () => {
    const { channel, rpc } = open();
    const first = rpc.call(method, { rid: "r1" });
    const second = rpc.call(method, { rid: "r2" });
    expect(channel.sent.map((text) => JSON.parse(text as string))).toEqual([
      { jsonrpc: "2.0", id: 1, method, params: { rid: "r1" } },
      { jsonrpc: "2.0", id: 2, method, params: { rid: "r2" } },
    ]);
    channel.answer('{"jsonrpc":"2.0","id":2,"result":{"rid":"r2"}}');
    channel.answer('{"jsonrpc":"2.0","id":1,"result":{"rid":"r1"}}');
    expect(await first).toEqual({ rid: "r1" });
    expect(await second).toEqual({ rid: "r2" });
  });

  it("continues on a channel with which the server replaces the first one", async () => {
    const { channel, rpc } = open();
    const second = new FakeChannel();
    rpc.adopt(second as unknown as RTCDataChannel);
    const call = rpc.call(method, {});
    channel.dispatchEvent(new Event("close"));
    second.answer('{"jsonrpc":"2.0","id":1,"result":true}');
    expect(await call).toBe(true);
  });

  it("calls and responses are compressed when the offer says so", async () => {
    vi.useRealTimers();
    const { channel, rpc } = open({ compress: true });
    const call = rpc.call(method, { rid: "r1" });
    await vi.waitFor(() => expect(channel.sent).toHaveLength(1));
    expect(JSON.parse(inflateSync(channel.sent[0] as Uint8Array).toString())).toMatchObject({ method });
    const answer = deflateSync('{"jsonrpc":"2.0","id":1,"result":"done"}');
    channel.answer(new Uint8Array(answer).buffer);
    expect(await call).toBe("done");
  });

  it("a server's error rejects with rpc-failed and the server's message and data", async () => {
    const { channel, rpc } = open();
    const call = rpc.call(method, { rid: "r9" });
    const error = { code: -32602, message: "JSON-RPC-INVALID-PARAMS", data: { "UNKNOWN-KEYS": ["x"] } };
    channel.answer(JSON.stringify({ jsonrpc: "2.0", id: 1, error }));
    await expect(call).rejects.toMatchObject({
      code: "rpc-failed",
      message: expect.stringContaining("JSON-RPC-INVALID-PARAMS"),
      cause: error,
    });
  });

  it("a call without a response is rejected after its timeout", async () => {
    const { rpc } = open();
    const timeout = 500;
    const call = rpc.call(method, {}, { timeout });
    const rejected = expect(call).rejects.toMatchObject({ code: "rpc-failed" });
    await vi.advanceTimersByTimeAsync(timeout);
    await rejected;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("a call with a timeout beyond the longest timer of a browser waits for its response", async () => {
    const { channel, rpc } = open();
    const longerThanTimers = 1e12;
    const call = rpc.call(method, {}, { timeout: longerThanTimers });
    await vi.advanceTimersByTimeAsync(60_000);
    channel.answer('{"id":1,"result":"late"}');
    expect(await call).toBe("late");
  });

  it("a notification has no id and resolves once it is sent", async () => {
    const { channel, rpc } = open();
    expect(await rpc.call(method, {}, { notification: true })).toBeNull();
    expect(JSON.parse(channel.sent[0] as string)).toEqual({ jsonrpc: "2.0", method, params: {} });
  });

  it("pending calls are rejected when the channel closes, and later ones are refused", async () => {
    const { channel, rpc } = open();
    const call = rpc.call(method, {});
    const rejected = expect(call).rejects.toMatchObject({ code: "rpc-failed" });
    channel.dispatchEvent(new Event("close"));
    await rejected;
    await expect(rpc.call(method, {})).rejects.toMatchObject({ code: "invalid-state" });
  });

  it("the number of pending calls to a silent server is bounded", async () => {
    const { rpc } = open();
    const calls = Array.from({ length: 64 }, () => rpc.call(method, {}).catch(() => undefined));
    await expect(rpc.call(method, {})).rejects.toMatchObject({ code: "rpc-failed" });
    rpc.close();
    await Promise.all(calls);
  });

  it.each([
    ["text that is not JSON", "{"],
    ["a list", "[]"],
    ["an id that nobody waits for", '{"id":99,"result":1}'],
    ["an id of a wrong type", '{"id":"1","result":1}'],
    ["an answer that is too long", `"${"x".repeat(1 << 20)}"`],
  ])("%s does not affect any call", async (_name, data) => {
    const { channel, rpc } = open();
    const call = rpc.call(method, {});
    channel.answer(data);
    channel.answer('{"id":1,"result":"right"}');
    expect(await call).toBe("right");
  });

  it("the SDK's own listener does not receive the responses", async () => {
    const { channel, rpc } = open();
    const sdk = vi.fn();
    channel.addEventListener("message", sdk);
    const call = rpc.call(method, {});
    channel.answer('{"id":1,"result":1}');
    await call;
    expect(sdk).not.toHaveBeenCalled();
    expect(channel.onmessage).toBeNull();
  });

  it("only strings are accepted as method names", () => {
    expect(open().rpc.methods).toEqual([method]);
  });

  it.each([null, 7, "x", [], { data_channels: 1, rpc_methods: "x" }, { data_channels: [null, 3] }])(
    "an offer %j offers no method and throws nothing",
    (offer) => {
      const rpc = new RpcChannel();
      rpc.offered(offer);
      expect(rpc.methods).toEqual([]);
    },
  );
});
