import { act, renderHook } from "@testing-library/react";
import {
  type SealedMessageEntry,
  useActiveSpeaker,
  useAudioLevel,
  useConnectionStats,
  useDataChannel,
  usePush,
  useSealedMessages,
} from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFakeCalls } from "../support/fake-calls.ts";
import { options } from "../support/set-up-hook.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

const taro = "TARO0000000000000000000002";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

function measured() {
  let level = 0.5;
  const getStats = vi.fn(
    async () =>
      new Map([
        ["in", { type: "inbound-rtp", kind: "audio", trackIdentifier: "t1", audioLevel: level }],
        ["own", { type: "media-source", kind: "audio", audioLevel: 0.25 }],
      ]) as unknown as RTCStatsReport,
  );
  const call = createTestCall(
    {
      phase: "connected",
      self: { connectionId: "SELF" },
      peers: [{ connectionId: taro, audioTrack: { id: "t1" } as MediaStreamTrack }],
    },
    { getStats },
  );
  const setLevel = (next: number) => {
    level = next;
  };
  return { call, getStats, setLevel };
}

describe("audio levels", () => {
  withoutStrictMode();

  it("are measured once for all subscribers, and not at all without subscribers", async () => {
    const { call, getStats } = measured();
    await pass(2000);
    expect(getStats).not.toHaveBeenCalled();
    const hooks = [
      renderHook(() => useAudioLevel(taro, call)),
      renderHook(() => useAudioLevel("SELF", call)),
      renderHook(() => useActiveSpeaker(call)),
    ];
    await pass(990);
    expect(getStats).toHaveBeenCalledTimes(5);
    expect(hooks.map(({ result }) => result.current)).toEqual([0.5, 0.25, taro]);
    for (const { unmount } of hooks) unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("render only components whose value changed", async () => {
    const { call, setLevel } = measured();
    let renders = 0;
    renderHook(() => [useAudioLevel("SELF", call), renders++]);
    await pass(1000);
    const before = renders;
    setLevel(0.1);
    await pass(1000);
    expect(renders).toBe(before);
  });
});

describe("useConnectionStats", () => {
  withoutStrictMode();

  it("polls at its own interval and stops with the component", async () => {
    const getStats = vi.fn(async () => new Map() as RTCStatsReport);
    const call = createTestCall({}, { getStats });
    const { result, unmount } = renderHook(() => useConnectionStats(500, call));
    expect(result.current).toBeNull();
    await pass(1100);
    expect(getStats).toHaveBeenCalledTimes(3);
    expect(result.current).toMatchObject({ roundTripTime: null });
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("sealed messages", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const told = ({ messages }: { readonly messages: readonly SealedMessageEntry[] }) =>
    messages.map(({ from, data }) => `${from}: ${new TextDecoder().decode(data)}`);

  it("useSealedMessages merges received and sent messages of its label into one conversation", async () => {
    const call = createTestCall();
    const onMessage = vi.fn();
    const { result } = renderHook(() => useSealedMessages("#chat", { onMessage, call }));
    const message = {
      label: "#chat",
      from: "ALICE",
      signedBy: "identity",
      addressed: false,
      data: bytes("hi"),
    } as const;
    act(() => call.receives("sealed", message));
    act(() => call.receives("sealed", { ...message, label: "#other" }));
    await act(() => result.current.send("hello"));
    await act(() => result.current.send("just you", "ALICE"));
    expect(told(result.current)).toEqual(["ALICE: hi", "null: hello", "null: just you"]);
    expect(result.current.messages.map(({ id, addressed }) => [id, addressed])).toEqual([
      [0, false],
      [1, false],
      [2, true],
    ]);
    expect(onMessage.mock.calls).toEqual([[message]]);
    expect(call.sent).toEqual([
      { label: "#chat", data: "hello", sealed: true, to: null },
      { label: "#chat", data: "just you", sealed: true, to: "ALICE" },
    ]);
  });

  it("useSealedMessages keeps the latest messages and ignores other labels", () => {
    const call = createTestCall();
    const { result, rerender } = renderHook(({ label }) => useSealedMessages(label, { keep: 2, call }), {
      initialProps: { label: "#chat" },
    });
    act(() => {
      for (const text of ["one", "two", "three"]) {
        const data = bytes(text);
        call.receives("sealed", {
          label: "#chat",
          from: "ALICE",
          signedBy: "identity",
          addressed: false,
          data,
        });
      }
    });
    expect(told(result.current)).toEqual(["ALICE: two", "ALICE: three"]);
    rerender({ label: "#other" });
    expect(told(result.current)).toEqual([]);
  });

  it.each([0, -1])("useSealedMessages keeps no messages with keep: %i", (keep) => {
    const call = createTestCall();
    const { result } = renderHook(() => useSealedMessages("#chat", { keep, call }));
    const message = { label: "#chat", from: "ALICE", signedBy: "identity", addressed: false } as const;
    act(() => call.receives("sealed", { ...message, data: bytes("one") }));
    expect(result.current.messages).toEqual([]);
  });

  it("useSealedMessages keeps the messages of others during a flood by one peer", async () => {
    const call = createTestCall();
    const { result } = renderHook(() => useSealedMessages("#chat", { keep: 5, call }));
    const receive = (from: string, text: string) =>
      call.receives("sealed", {
        ...{ label: "#chat", from, signedBy: "identity", addressed: false, data: bytes(text) },
      });
    act(() => receive("BOB", "hello"));
    await act(() => result.current.send("hi"));
    act(() => {
      for (let n = 0; n < 50; n++) receive("EVE", `${n}`);
    });
    expect(told(result.current)).toEqual(["BOB: hello", "null: hi", "EVE: 47", "EVE: 48", "EVE: 49"]);
    act(() => receive("BOB", "still here?"));
    expect(told(result.current)).toEqual([
      "BOB: hello",
      "null: hi",
      "EVE: 48",
      "EVE: 49",
      "BOB: still here?",
    ]);
    expect(new Set(result.current.messages.map(({ id }) => id)).size).toBe(5);
  });

  it("useSealedMessages does not list a message that could not be sent", async () => {
    const call = createFakeCalls().create({ ...options, sealedMessages: ["#chat"] });
    const { result } = renderHook(() => useSealedMessages("#chat", { call }));
    await expect(result.current.send("lost")).rejects.toMatchObject({ code: "invalid-state" });
    expect(result.current.messages).toEqual([]);
  });
});

describe("what the server sends", () => {
  it("calls the latest handler while the component is mounted", () => {
    const call = createTestCall();
    const [first, second] = [vi.fn(), vi.fn()];
    const { rerender, unmount } = renderHook(({ handler }) => usePush(handler, call), {
      initialProps: { handler: first },
    });
    rerender({ handler: second });
    call.receives("push", { text: "Maintenance at 5" });
    unmount();
    call.receives("push", { text: "Too late" });
    expect(first).not.toHaveBeenCalled();
    expect(second.mock.calls).toEqual([[{ text: "Maintenance at 5" }]]);
  });

  it("delivers DataChannel messages by label, and sends in the same way", async () => {
    const call = createTestCall();
    const onMessage = vi.fn();
    const { result } = renderHook(() => useDataChannel("#chat", onMessage, call));
    call.receives("message", { label: "#other", data: new Uint8Array([1]) });
    call.receives("message", { label: "#chat", data: new Uint8Array([2]) });
    expect(onMessage.mock.calls).toEqual([[new Uint8Array([2])]]);
    await result.current.send("hello");
    expect(call.sent).toEqual([{ label: "#chat", data: "hello", sealed: false, to: null }]);
  });

  it("keeps its listeners when changed options make another call", async () => {
    const calls = createFakeCalls();
    const call = calls.create(options);
    const listener = vi.fn();
    call.on("push", listener);
    call.connect().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    calls.latest().receives("push", { n: 1 });
    call.setOptions({ ...options, channelId: "other" });
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.made).toHaveLength(2);
    calls.latest().receives("push", { n: 2 });
    expect(listener.mock.calls).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    await expect(calls.create(options).sendMessage("#x", "y")).rejects.toMatchObject({
      code: "invalid-state",
    });
  });

  it("reaches the other listeners when one listener throws", async () => {
    const call = createTestCall();
    const listener = vi.fn();
    const defect = new Error("defect of the app");
    const reported: unknown[] = [];
    const onError = (error: unknown) => reported.push(error);
    process.on("uncaughtException", onError);
    const before = process.listeners("uncaughtException").filter((other) => other !== onError);
    for (const other of before) process.off("uncaughtException", other);
    call.on("push", () => {
      throw defect;
    });
    call.on("push", listener);
    call.receives("push", {});
    await vi.advanceTimersByTimeAsync(0);
    vi.useRealTimers();
    await new Promise((resolve) => setTimeout(resolve, 10));
    for (const other of before) process.on("uncaughtException", other);
    process.off("uncaughtException", onError);
    expect(listener).toHaveBeenCalledOnce();
    expect(reported).toEqual([defect]);
  });
});
