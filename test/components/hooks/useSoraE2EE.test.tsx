import { act } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import { settle, setUpHook } from "../support/set-up-hook.ts";

describe("useSoraE2EE", () => {
  it("makes no call and opens nothing before connect", async () => {
    const { calls, result } = setUpHook();
    await settle();
    expect(calls.made).toHaveLength(0);
    expect(result.current).toMatchObject({ phase: "idle", error: null, progress: null });
  });

  it("connects when asked and reports the phase", async () => {
    const { calls, result } = setUpHook();
    act(() => void result.current.connect());
    await settle();
    expect(result.current.phase).toBe("connecting");
    act(() => calls.latest().connected());
    expect(result.current.phase).toBe("connected");
    await act(() => result.current.disconnect());
    expect(result.current.phase).toBe("disconnected");
  });

  it("connects once on mount with autoConnect, in StrictMode too", async () => {
    for (const wrapper of [undefined, StrictMode]) {
      const { calls, unmount } = setUpHook({ autoConnect: true }, wrapper);
      await settle();
      expect(calls.made).toHaveLength(1);
      expect(calls.latest().calls).toEqual(["connect"]);
      unmount();
    }
  });

  it("keeps call, store and callbacks the same over renders and changed options", async () => {
    const { calls, result, rerender } = setUpHook({ autoConnect: true });
    const first = result.current;
    await settle();
    act(() => calls.latest().connected());
    rerender({ autoConnect: true, channelId: "other" });
    await settle();
    expect(calls.made).toHaveLength(2);
    for (const key of ["call", "store", "connect", "disconnect"] as const) {
      expect(result.current[key]).toBe(first[key]);
    }
  });

  it("rejects from call.connect, but connect only sets the error", async () => {
    const { calls, result } = setUpHook();
    const quiet = result.current.connect();
    await settle();
    const error = new SoraE2EEError("e2ee-disabled", "E2EE is off.");
    act(() => calls.latest().failed(error));
    await expect(quiet).resolves.toBeUndefined();
    expect(result.current).toMatchObject({ phase: "failed", error });

    const loud = result.current.call.connect();
    const rejection = expect(loud).rejects.toBe(error);
    await settle();
    act(() => calls.latest().failed(error));
    await rejection;
  });

  it("can be connected again after it was disconnected", async () => {
    const { calls, result } = setUpHook({ autoConnect: true });
    await settle();
    act(() => calls.latest().connected());
    await act(() => result.current.disconnect());
    act(() => void result.current.connect());
    await settle();
    expect(calls.made).toHaveLength(1);
    expect(calls.latest().calls).toEqual(["connect", "disconnect", "connect"]);
  });

  it("does not reconnect by itself after a person disconnected", async () => {
    const { calls, result, rerender } = setUpHook({ autoConnect: true });
    await settle();
    act(() => calls.latest().connected());
    await act(() => result.current.disconnect());
    rerender({ autoConnect: true, channelId: "other" });
    await settle();
    expect(calls.open()).toHaveLength(0);
  });
});
