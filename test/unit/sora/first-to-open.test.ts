import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { firstToOpen } from "../../../src/sora/first-to-open.ts";

let sockets: FakeSocket[] = [];

class FakeSocket extends EventTarget {
  readonly url: string;
  closed = false;
  constructor(url: string) {
    super();
    this.url = url;
    sockets.push(this);
  }
  open(): void {
    this.dispatchEvent(new Event("open"));
  }
  close(): void {
    this.closed = true;
    this.dispatchEvent(new Event("close"));
  }
}

function search(): { readonly found: Promise<WebSocket>; readonly a: FakeSocket; readonly b: FakeSocket } {
  const found = firstToOpen(["wss://a/", "wss://b/"], 3000);
  found.catch(() => undefined);
  const [a, b] = sockets as [FakeSocket, FakeSocket];
  return { found, a, b };
}

describe("the first signaling socket to open", () => {
  beforeEach(() => {
    sockets = [];
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is used, and one that opens later is closed", async () => {
    const { found, a, b } = search();
    b.open();
    a.open();
    expect(await found).toBe(b);
    expect([a.closed, b.closed]).toEqual([true, false]);
  });

  it("closes the sockets to silent servers, and leaves no timer", async () => {
    const { found, a, b } = search();
    b.open();
    expect(await found).toBe(b);
    vi.advanceTimersByTime(3000);
    expect([a.closed, b.closed]).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is awaited when another one is refused", async () => {
    const { found, a, b } = search();
    a.close();
    b.open();
    expect(await found).toBe(b);
  });

  it("never comes when all are refused or silent", async () => {
    const { found, a, b } = search();
    a.close();
    vi.advanceTimersByTime(3000);
    await expect(found).rejects.toThrow();
    expect(b.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
