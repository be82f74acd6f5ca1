import { act, render, renderHook, screen } from "@testing-library/react";
import {
  IncomingVideoNotice,
  PeerTile,
  SoraCallProvider,
  useConnectionQuality,
  useIncomingVideo,
  useVideoAdvice,
  VideoAdviceNotice,
} from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const connected = () => createTestCall({ phase: "connected", self: { connectionId: "SELF" } });

describe("useConnectionQuality", () => {
  it("gives level and cause of a peer and of the call's own connection", () => {
    const call = connected();
    const { result } = renderHook(() => [
      useConnectionQuality("TARO", call),
      useConnectionQuality(null, call),
    ]);
    expect(result.current).toEqual([
      { level: null, cause: null },
      { level: null, cause: null },
    ]);
    act(() => {
      call.script.joins("TARO");
      call.script.measures({ uplink: "poor", downlink: "good", peers: { TARO: "fair" } });
      call.script.opens("TARO", { uplink: "poor" });
    });
    expect(result.current).toEqual([
      { level: "fair", cause: "their-uplink" },
      { level: "poor", cause: "our-uplink" },
    ]);
  });

  it("is shown on the tile in words, with its cause", () => {
    const call = connected();
    render(
      <SoraCallProvider call={call}>
        <PeerTile connectionId="TARO" />
      </SoraCallProvider>,
    );
    act(() => {
      call.script.joins("TARO", { name: "Taro" });
      call.script.measures({ downlink: "poor", peers: { TARO: "poor" } });
    });
    expect(screen.getByText("Poor connection: your download is weak")).toBeVisible();
  });
});

describe("useVideoAdvice", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const open = () => {
    const call = connected();
    const hook = renderHook(({ cameraOn }) => useVideoAdvice({ cameraOn, call }), {
      initialProps: { cameraOn: true },
    });
    const passes = (ms: number) => act(() => vi.advanceTimersByTime(ms));
    const measures = (uplink: "good" | "poor") => act(() => call.script.measures({ uplink }));
    return { ...hook, passes, measures, advised: () => hook.result.current.advised };
  };

  it("advises after ten seconds of a poor uplink, and not after shorter ones", () => {
    const { passes, measures, advised } = open();
    for (let times = 0; times < 3; times += 1) {
      measures("poor");
      passes(9_000);
      measures("good");
      passes(1_000);
    }
    expect(advised()).toBe(false);
    measures("poor");
    passes(9_999);
    expect(advised()).toBe(false);
    passes(1);
    expect(advised()).toBe(true);
  });

  it("withdraws the advice after ten good seconds, or at once when the camera is off", () => {
    const { passes, measures, advised, rerender } = open();
    measures("poor");
    passes(10_000);
    rerender({ cameraOn: false });
    expect(advised()).toBe(false);
    rerender({ cameraOn: true });
    expect(advised()).toBe(true);
    measures("good");
    passes(9_000);
    expect(advised()).toBe(true);
    passes(1_000);
    expect(advised()).toBe(false);
  });

  it("is silent for five minutes after an answer", () => {
    const { passes, measures, advised, result } = open();
    measures("poor");
    passes(10_000);
    act(() => result.current.dismiss());
    expect(advised()).toBe(false);
    passes(5 * 60_000 - 1);
    expect(advised()).toBe(false);
    passes(1);
    expect(advised()).toBe(true);
  });
});

describe("useIncomingVideo", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const details = { signalingUrl: "wss://sora.example", sessionId: null, authMetadata: null };
  const open = (rpcMethods: readonly string[] = ["2025.2.0/RequestSimulcastRid"], enabled = true) => {
    const call = connected();
    act(() => {
      call.dispatch({ type: "server-connected", details: { ...details, rpcMethods } });
      call.script.joins("TARO");
      call.script.sends("TARO", { video: true });
    });
    const hook = renderHook(() => useIncomingVideo({ enabled, call }));
    const passes = (ms: number) => act(() => vi.advanceTimersByTime(ms));
    const measures = (downlink: "good" | "poor") => act(() => call.script.measures({ downlink }));
    return { ...hook, call, passes, measures, now: () => hook.result.current };
  };

  it("advises after ten seconds of a poor downlink, until the person stops the video", () => {
    const { passes, measures, now } = open();
    measures("poor");
    passes(9_999);
    expect(now()).toMatchObject({ available: true, weak: false, advised: false });
    passes(1);
    expect(now()).toMatchObject({ weak: true, advised: true, stopped: false });
    act(() => now().stop());
    expect(now()).toMatchObject({ weak: true, advised: false, stopped: true });
    act(() => now().resume());
    expect(now()).toMatchObject({ weak: true, advised: false, stopped: false });
    passes(5 * 60_000);
    expect(now()).toMatchObject({ advised: true });
  });

  it("keeps the person's choice after the downlink has recovered and while the call reconnects", () => {
    const { call, passes, measures, now } = open();
    measures("poor");
    passes(10_000);
    act(() => now().stop());
    measures("good");
    passes(10_000);
    expect(now()).toMatchObject({ weak: false, stopped: true });
    act(() => call.script.reconnects());
    expect(now()).toMatchObject({ stopped: true });
  });

  it("advises nothing when only screens arrive, after a refusal, or for a poor uplink", () => {
    const { call, passes, measures, now } = open();
    act(() => call.script.measures({ uplink: "poor" }));
    passes(10_000);
    expect(now()).toMatchObject({ weak: false, advised: false });
    measures("poor");
    passes(10_000);
    act(() => now().dismiss());
    expect(now()).toMatchObject({ weak: true, advised: false });
    passes(5 * 60_000);
    expect(now().advised).toBe(true);
    act(() => {
      call.script.joins("SCREEN", { role: "sendonly", participant: { id: "p", purpose: "screen" } });
      call.script.sends("SCREEN", { video: true });
      call.script.turnsOff("TARO", "video");
    });
    expect(now()).toMatchObject({ weak: true, advised: false });
  });

  it.each([
    ["the server does not offer the method", [], true],
    ["the call has no simulcast", ["2025.2.0/RequestSimulcastRid"], false],
  ])("only says that the downlink is weak when %s", (_why, methods, enabled) => {
    const { passes, measures, now } = open(methods, enabled);
    measures("poor");
    passes(10_000);
    expect(now()).toMatchObject({ available: false, weak: true, advised: false });
    act(() => now().stop());
    expect(now().stopped).toBe(false);
  });
});

describe("IncomingVideoNotice", () => {
  it("gives the advice with two answers, and stays with the way back while the video is stopped", () => {
    const handlers = { onStop: vi.fn(), onResume: vi.fn(), onDismiss: vi.fn() };
    const notice = (advised: boolean, stopped: boolean) => (
      <IncomingVideoNotice {...{ advised, stopped }} {...handlers} />
    );
    const { rerender } = render(notice(false, false));
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(notice(true, false));
    expect(screen.getByRole("status")).toHaveTextContent("Your download is weak");
    screen.getByRole("button", { name: "Stop incoming video" }).click();
    screen.getByRole("button", { name: "Not now" }).click();
    expect(handlers.onStop).toHaveBeenCalledOnce();
    expect(handlers.onDismiss).toHaveBeenCalledOnce();
    rerender(notice(false, true));
    expect(screen.getByRole("status")).toHaveTextContent("Incoming video is stopped.");
    screen.getByRole("button", { name: "Show video again" }).click();
    expect(handlers.onResume).toHaveBeenCalledOnce();
  });
});

describe("VideoAdviceNotice", () => {
  it("gives the advice, and lets the person accept or decline it", () => {
    const onTurnOff = vi.fn();
    const onDismiss = vi.fn();
    const notice = (advised: boolean) => <VideoAdviceNotice {...{ advised, onTurnOff, onDismiss }} />;
    const { rerender } = render(notice(false));
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(notice(true));
    expect(screen.getByRole("status")).toHaveTextContent("Your upload is too weak for video");
    screen.getByRole("button", { name: "Turn camera off" }).click();
    screen.getByRole("button", { name: "Not now" }).click();
    expect(onTurnOff).toHaveBeenCalledOnce();
    expect(onDismiss).toHaveBeenCalledOnce();
  });
});
