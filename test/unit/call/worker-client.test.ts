import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WorkerClient } from "../../../src/call/worker-client.ts";
import type { FromWorker, ToWorker } from "../../../src/e2ee/worker/messages.ts";
import type { SoraE2EEError } from "../../../src/errors.ts";

class FakeWorker extends EventTarget {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { preventDefault(): void }) => void) | null = null;
  readonly posted: { readonly message: ToWorker; readonly transfer: Transferable[] }[] = [];
  terminated = false;
  postMessage(message: ToWorker, transfer: Transferable[]): void {
    this.posted.push({ message, transfer });
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }
}

function setUp() {
  const worker = new FakeWorker();
  const failures: SoraE2EEError[] = [];
  const refusals: (readonly [string | null, string])[] = [];
  const client = new WorkerClient(worker as unknown as Worker, {
    onSend: () => undefined,
    onFacts: () => undefined,
    onRefused: (connectionId, { code }) => refusals.push([connectionId, code]),
    onProgress: () => undefined,
    onMessage: () => undefined,
    onCompiled: () => undefined,
    onParked: () => undefined,
    onFailed: (error) => failures.push(error),
  });
  return { worker, client, failures, refusals };
}

describe("the page's end of the worker", () => {
  it("matches each response to its request, in any order of arrival", async () => {
    const { worker, client } = setUp();
    const first = client.request({ kind: "start", connectionId: "a" });
    const second = client.request({ kind: "start", connectionId: "b" });
    worker.say({ type: "response", id: 1, ok: true, result: { keyId: 2 } });
    worker.say({ type: "response", id: 0, ok: true, result: { keyId: 1 } });
    await expect(first).resolves.toEqual({ keyId: 1 });
    await expect(second).resolves.toEqual({ keyId: 2 });
  });

  it("rebuilds the worker's refusals as typed errors", async () => {
    const { worker, client } = setUp();
    const request = client.request({ kind: "peer-left", connectionId: "a" });
    const error = { code: "unknown-peer", message: "Nobody of that id." } as const;
    worker.say({ type: "response", id: 0, ok: false, error });
    await expect(request).rejects.toMatchObject({ name: "SoraE2EEError", ...error });
  });

  it("passes key messages on unread, and reports the worker's refusal of one", async () => {
    const { worker, client, failures, refusals } = setUp();
    const message = new Uint8Array([1]);
    worker.say({ type: "ready" });
    client.keyMessage(message);
    expect(worker.posted.map(({ message }) => message)).toEqual([
      { type: "request", id: 0, request: { kind: "key-message", message } },
    ]);
    const error = { code: "authentication-failed", message: "Forged." } as const;
    worker.say({ type: "response", id: 0, ok: false, error });
    await vi.waitFor(() => expect(refusals).toEqual([[null, "authentication-failed"]]));
    expect(failures).toEqual([]);
  });

  it("fails all requests once, with its own code, when the worker crashes", async () => {
    const { worker, client, failures } = setUp();
    const request = client.request({ kind: "facts" });
    worker.onerror?.({ preventDefault: () => undefined });
    worker.dispatchEvent(new Event("messageerror"));
    await expect(request).rejects.toMatchObject({ code: "worker-crashed" });
    await expect(client.request({ kind: "facts" })).rejects.toMatchObject({ code: "worker-crashed" });
    expect(failures.map(({ code }) => code)).toEqual(["worker-crashed"]);
    expect(worker.terminated).toBe(true);
  });

  it("fails all requests when the worker sends an unreadable message", async () => {
    const { worker, client, failures } = setUp();
    const request = client.request({ kind: "facts" });
    worker.dispatchEvent(new Event("messageerror"));
    await expect(request).rejects.toMatchObject({ code: "worker-crashed" });
    expect(failures.map(({ code }) => code)).toEqual(["worker-crashed"]);
  });

  it("terminates the worker on close, and ends open requests as aborted without reporting a failure", async () => {
    const { worker, client, failures } = setUp();
    const request = client.request({ kind: "facts" });
    client.close();
    await expect(request).rejects.toMatchObject({ code: "aborted" });
    worker.say({ type: "failed", error: { code: "key-exhausted", message: "late" } });
    expect(failures).toEqual([]);
    expect(worker.terminated).toBe(true);
  });
});

describe("a worker that starts", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("receives the messages that were sent before it listened, in order", () => {
    const { worker, client } = setUp();
    const { readable, writable } = new TransformStream();
    const options = { direction: "send", transformId: 1, kind: "audio" } as const;
    void client.request({ kind: "facts" });
    client.post({ type: "attach", options, readable, writable }, [readable, writable]);
    expect(worker.posted).toEqual([]);
    worker.say({ type: "ready" });
    client.post({ type: "detach", transformId: 1 });
    expect(worker.posted.map(({ message }) => message.type)).toEqual(["request", "attach", "detach"]);
    expect(worker.posted[1]?.transfer).toEqual([readable, writable]);
  });

  it("has 30 s to start, and then the call gets an error and the worker is terminated", async () => {
    const { worker, client, failures } = setUp();
    const request = client.request({ kind: "facts" });
    const refused = expect(request).rejects.toMatchObject({ code: "worker-crashed" });
    vi.advanceTimersByTime(29_999);
    expect(failures).toEqual([]);
    vi.advanceTimersByTime(1);
    await refused;
    expect(failures.map(({ code }) => code)).toEqual(["worker-crashed"]);
    expect(worker.terminated).toBe(true);
    expect(worker.posted).toEqual([]);
  });

  it.each(["it listens", "the call is closed"])("is no longer awaited once %s", (what) => {
    const { worker, client, failures } = setUp();
    if (what === "it listens") worker.say({ type: "ready" });
    else client.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(failures).toEqual([]);
  });
});
