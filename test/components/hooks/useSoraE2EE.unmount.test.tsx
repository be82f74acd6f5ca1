import { act, render, renderHook } from "@testing-library/react";
import { StrictMode, useEffect } from "react";
import { describe, expect, it, vi } from "vitest";
import type { CreateCall } from "../../../src/hooks/useSoraE2EE.ts";
import { useSoraE2EE } from "../../../src/hooks/useSoraE2EE.ts";
import { createFakeCalls } from "../support/fake-calls.ts";
import { options, settle, setUpHook } from "../support/set-up-hook.ts";

function ConnectingParent({ create }: { readonly create: CreateCall }) {
  return <ConnectingChild connect={useSoraE2EE({ ...options, createCall: create }).connect} />;
}

/** Children's effects run before their parents'. */
function ConnectingChild({ connect }: { readonly connect: () => Promise<void> }) {
  useEffect(() => void connect(), [connect]);
  return null;
}

describe("after the unmount", () => {
  it("disconnects when it was connected", async () => {
    const { calls, unmount } = setUpHook({ autoConnect: true });
    await settle();
    act(() => calls.latest().connected());
    unmount();
    await settle();
    expect(calls.latest().store.getState().phase).toBe("disconnected");
  });

  it("disconnects when it was still connecting", async () => {
    const { calls, unmount } = setUpHook({ autoConnect: true }, StrictMode);
    await settle();
    unmount();
    await settle();
    expect(calls.made).toHaveLength(1);
    expect(calls.latest().store.getState().phase).toBe("disconnected");
  });

  it("makes no call when the component unmounts at once", async () => {
    const { calls, unmount } = setUpHook({ autoConnect: true });
    unmount();
    await settle();
    expect(calls.made).toHaveLength(0);
  });

  it("refuses to connect", async () => {
    const { calls, result, unmount } = setUpHook();
    const { call } = result.current;
    unmount();
    await settle();
    await expect(call.connect()).rejects.toMatchObject({ code: "aborted" });
    expect(calls.made).toHaveLength(0);
  });

  it("leaves no connection and no warning after fifty mounts and unmounts", async () => {
    const complaint = vi.spyOn(console, "error");
    const calls = createFakeCalls();
    const create = calls.create;
    for (let round = 0; round < 50; round++) {
      const { unmount } = renderHook(
        () => useSoraE2EE({ ...options, autoConnect: true, createCall: create }),
        round % 2 ? { wrapper: StrictMode } : {},
      );
      if (round % 3) await settle();
      if (round % 3 === 2) act(() => calls.latest().connected());
      unmount();
    }
    await settle();
    expect(calls.made.length).toBeGreaterThan(20);
    expect(calls.open()).toHaveLength(0);
    expect(complaint).not.toHaveBeenCalled();
    complaint.mockRestore();
  });

  it("stays connected when a child connects in its own effect, under StrictMode", async () => {
    const calls = createFakeCalls();
    render(<ConnectingParent create={calls.create} />, { wrapper: StrictMode });
    await settle();
    act(() => calls.latest().connected());
    expect(calls.made).toHaveLength(1);
    expect(calls.open()).toHaveLength(1);
  });
});
