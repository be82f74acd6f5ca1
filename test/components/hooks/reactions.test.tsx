import { act, cleanup, renderHook } from "@testing-library/react";
import { useReactions } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const peers = ["BEN", "CHIE"].map((connectionId) => ({
  connectionId,
  encryption: { status: "ready" } as const,
}));

function open() {
  const call = createTestCall({ phase: "connected", self: { connectionId: "SELF" }, peers });
  const { result, unmount } = renderHook(() => useReactions("#reactions", call));
  const says = (from: string, message: unknown, label = "#reactions") =>
    act(() =>
      call.receives("sealed", {
        label,
        from,
        signedBy: "identity",
        addressed: false,
        data: new TextEncoder().encode(typeof message === "string" ? message : JSON.stringify(message)),
      }),
    );
  const sent = () => call.sent.map(({ data, to }) => ({ ...JSON.parse(String(data)), to }));
  return { call, result, unmount, says, sent };
}

describe("useReactions", () => {
  withoutStrictMode();

  it("shows each reaction for four seconds, our own and those of others", async () => {
    const { result, says } = open();
    await act(() => result.current.react("clap"));
    says("BEN", { reaction: "heart" });
    expect(result.current.reactions.map(({ from, kind }) => [from, kind])).toEqual([
      [null, "clap"],
      ["BEN", "heart"],
    ]);
    act(() => void vi.advanceTimersByTime(4000));
    expect(result.current.reactions).toEqual([]);
  });

  it("sorts raised hands by the time they were raised, also those it learns about later", async () => {
    const { result, says } = open();
    await act(() => result.current.raiseHand(true));
    act(() => void vi.advanceTimersByTime(5000));
    says("BEN", { hand: true });
    says("CHIE", { hand: true, since: 60 });
    expect(result.current.hands).toEqual(["CHIE", null, "BEN"]);
    expect(result.current.handRaised).toBe(true);
    says("CHIE", { hand: false });
    expect(result.current.hands).toEqual([null, "BEN"]);
  });

  it("keeps the position of a hand when its owner announces it again", () => {
    const { result, says } = open();
    says("BEN", { hand: true });
    act(() => void vi.advanceTimersByTime(1000));
    says("CHIE", { hand: true });
    says("CHIE", { hand: true, since: 900 });
    expect(result.current.hands).toEqual(["BEN", "CHIE"]);
  });

  it("lowers the hand of a peer that leaves", () => {
    const { call, result, says } = open();
    says("BEN", { hand: true });
    act(() => call.script.leaves("BEN"));
    expect(result.current.hands).toEqual([]);
  });

  it("shows nothing of a peer that has left, whose last messages arrive late", () => {
    const { call, result, says } = open();
    act(() => call.script.leaves("BEN"));
    says("BEN", { hand: true, reaction: "heart" });
    expect(result.current).toMatchObject({ hands: [], reactions: [] });
  });

  it("asks for raised hands when it starts, and answers a peer that asks with the age of its own", async () => {
    const { result, says, sent } = open();
    expect(sent()).toEqual([{ hand: false, ask: true, to: null }]);
    await act(() => result.current.raiseHand(true));
    act(() => void vi.advanceTimersByTime(7000));
    says("BEN", { hand: false, ask: true });
    expect(sent().slice(1)).toEqual([
      { hand: true, to: null },
      { hand: true, since: 7, to: null },
    ]);
  });

  it("announces its raised hand at most once per second, for any number of requests", async () => {
    const { result, says, sent } = open();
    await act(() => result.current.raiseHand(true));
    const before = sent().length;
    for (let count = 0; count < 50; count += 1) {
      says("BEN", { ask: true });
      says("CHIE", { ask: true });
    }
    expect(sent()).toHaveLength(before + 1);
    act(() => void vi.advanceTimersByTime(1000));
    expect(sent()).toHaveLength(before + 2);
    act(() => void vi.advanceTimersByTime(5000));
    expect(sent()).toHaveLength(before + 2);
  });

  it("asks again when its channel was not open yet", async () => {
    const call = createTestCall({ phase: "connected", self: { connectionId: "SELF" }, peers });
    const send = vi.spyOn(call, "sendSealedMessage").mockRejectedValueOnce(new Error("not open"));
    renderHook(() => useReactions("#reactions", call));
    await act(() => vi.advanceTimersByTimeAsync(500));
    await act(() => vi.advanceTimersByTimeAsync(5000));
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("ignores malformed messages and messages under another label", () => {
    const { result, says } = open();
    says("BEN", "not json");
    says("BEN", "null");
    says("BEN", { reaction: "constructor", hand: "yes", since: -1 });
    says("BEN", { reaction: "heart", hand: true }, "#chat");
    expect(result.current).toMatchObject({ hands: [], reactions: [] });
  });

  it("shows at most thirty reactions, for any number of received ones", () => {
    const { call, result, says } = open();
    for (let count = 0; count < 100; count += 1) {
      act(() => call.script.joins(`PEER${count}`));
      says(`PEER${count}`, { reaction: "party" });
    }
    expect(result.current.reactions).toHaveLength(30);
  });

  it("shows at most six reactions of one peer, with room for others and a bounded number of timers", () => {
    const { result, says } = open();
    says("CHIE", { reaction: "heart" });
    const timers = vi.getTimerCount();
    for (let count = 0; count < 100; count += 1) says("BEN", { reaction: "party" });
    expect(result.current.reactions.map(({ from }) => from)).toEqual(["CHIE", ...Array(6).fill("BEN")]);
    expect(vi.getTimerCount()).toBe(timers + 6);
    act(() => void vi.advanceTimersByTime(4000));
    says("BEN", { reaction: "party" });
    expect(result.current.reactions).toHaveLength(1);
  });

  it("does not show a reaction that could not be sent", async () => {
    const { call, result } = open();
    vi.spyOn(call, "sendSealedMessage").mockRejectedValue(new Error("not open"));
    await expect(result.current.react("heart")).rejects.toThrow("not open");
    await expect(result.current.raiseHand(true)).rejects.toThrow("not open");
    expect(result.current).toMatchObject({ hands: [], reactions: [] });
  });

  it("leaves no timer when a message fails or arrives after the unmount", async () => {
    const { call, result, unmount } = open();
    let fail = (_error: Error): void => undefined;
    const sending = new Promise<void>((_resolve, reject) => {
      fail = reject;
    });
    vi.spyOn(call, "sendSealedMessage").mockReturnValue(sending);
    const reacting = result.current.react("heart");
    act(() => call.dispatch({ type: "phase", phase: "reconnecting" }));
    act(() => call.dispatch({ type: "phase", phase: "connected" }));
    unmount();
    fail(new Error("not open"));
    await expect(reacting).rejects.toThrow("not open");
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer after the unmount", async () => {
    const { result, unmount } = open();
    await act(() => result.current.react("heart"));
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});
