import { act, render, renderHook, screen } from "@testing-library/react";
import {
  PeerTile,
  SoraCallProvider,
  useConnectionQuality,
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
