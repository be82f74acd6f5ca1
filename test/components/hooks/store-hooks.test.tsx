import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";
import { useEventLog } from "../../../src/hooks/call.ts";
import { usePeer, usePeerIds, useSelf } from "../../../src/hooks/peers.ts";
import { SoraCallProvider, useSoraCall } from "../../../src/hooks/SoraCallProvider.tsx";
import { useCallState } from "../../../src/hooks/useCallState.ts";
import { useSafetyNumber } from "../../../src/hooks/useSafetyNumber.ts";
import type { FrameCounts } from "../../../src/status.ts";
import type { CallState } from "../../../src/store/types.ts";
import { expectRenderError } from "../support/expected-render-error.ts";
import { facts, hanako, joined, taro } from "../support/peers.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

function setUp() {
  const call = createTestCall();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <SoraCallProvider call={call}>{children}</SoraCallProvider>
  );
  return { call, wrapper };
}

function counted(received: number) {
  const counts: FrameCounts = { received, passed: received };
  const refused = { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 };
  return [{ transformId: 1, kind: "video" as const, ...counts, refused, waiting: 0 }];
}

describe("hooks over the store", () => {
  withoutStrictMode();

  it("throw an error that names the missing provider when there is no call", () => {
    expectRenderError();
    expect(() => renderHook(() => useSoraCall())).toThrow(/SoraCallProvider/u);
  });

  it("use the given call before the provider's", () => {
    const { wrapper } = setUp();
    const other = setUp().call;
    expect(renderHook(() => useSoraCall(other), { wrapper }).result.current).toBe(other);
  });

  it("list peers in the order in which they joined", () => {
    const { call, wrapper } = setUp();
    const { result } = renderHook(() => usePeerIds(), { wrapper });
    act(() => call.dispatch(joined(taro)));
    act(() => call.dispatch(joined(hanako)));
    expect(result.current).toEqual([taro, hanako]);
    act(() => call.dispatch({ type: "peer-left", connectionId: taro }));
    expect(result.current).toEqual([hanako]);
  });

  it("render only the subscribers of the peer that changed", () => {
    const { call, wrapper } = setUp();
    act(() => {
      for (const id of [hanako, taro]) call.dispatch(joined(id));
    });
    const renders: Record<string, number> = { ids: 0, [hanako]: 0, [taro]: 0 };
    const count = (name: string) => {
      renders[name] = (renders[name] ?? 0) + 1;
    };
    renderHook(() => [usePeerIds(), count("ids")], { wrapper });
    renderHook(() => [usePeer(hanako, call), count(hanako)]);
    renderHook(() => [usePeer(taro, call), count(taro)]);
    act(() => call.dispatch(facts([{ connectionId: taro, encryption: { status: "encrypted" } }])));
    expect(renders).toEqual({ ids: 1, [hanako]: 1, [taro]: 2 });
  });

  it("do not render a peer again for its frame counts", () => {
    const { call, wrapper } = setUp();
    act(() => call.dispatch(joined(taro)));
    act(() => call.dispatch(facts([{ connectionId: taro }])));
    let renders = 0;
    renderHook(() => [usePeer(taro), renders++], { wrapper });
    act(() => call.dispatch(facts([{ connectionId: taro, receivers: counted(1) }])));
    act(() => call.dispatch(facts([{ connectionId: taro, receivers: counted(2) }])));
    expect(renders).toBe(1);
  });

  it("return null for a peer that is not present", () => {
    const { call, wrapper } = setUp();
    const { result } = renderHook(() => usePeer(taro), { wrapper });
    expect(result.current).toBeNull();
    act(() => call.dispatch(joined(taro, { name: "Taro" })));
    expect(result.current).toMatchObject({ connectionId: taro, metadata: { name: "Taro" } });
  });

  it("give equal but different browser objects as different values", () => {
    const { call, wrapper } = setUp();
    const { result } = renderHook(() => useSelf(), { wrapper });
    const [first, second] = [new EventTarget() as MediaStream, new EventTarget() as MediaStream];
    act(() => call.dispatch({ type: "self-stream", stream: first }));
    expect(result.current.stream).toBe(first);
    act(() => call.dispatch({ type: "self-stream", stream: second }));
    expect(result.current.stream).toBe(second);
  });

  it("accept a selector that returns a new object each time", () => {
    const { call, wrapper } = setUp();
    let renders = 0;
    const { result } = renderHook(
      () => {
        renders++;
        return useCallState(({ phase, peers }) => ({ phase, count: Object.keys(peers).length }));
      },
      { wrapper },
    );
    act(() => call.dispatch({ type: "progress", loaded: 1, total: null }));
    expect(renders).toBe(1);
    act(() => call.dispatch(joined(taro)));
    expect(result.current).toEqual({ phase: "idle", count: 1 });
  });

  it("do not render for new nested objects and arrays with the same contents", () => {
    const { call, wrapper } = setUp();
    let renders = 0;
    const { result } = renderHook(
      () => {
        renders++;
        return useCallState(({ phase, peers }) => ({
          list: Object.values(peers).map(({ connectionId, name }) => ({ connectionId, name })),
          nested: [[{ phase }]],
        }));
      },
      { wrapper },
    );
    act(() => call.dispatch({ type: "progress", loaded: 1, total: null }));
    expect(renders).toBe(1);
    act(() => call.dispatch(joined(taro)));
    expect(result.current.list).toEqual([{ connectionId: taro, name: null }]);
    expect(renders).toBe(2);
  });

  it.each([
    ["a Map", ({ peers }: CallState) => new Map(Object.entries(peers))],
    ["a Set", ({ peers }: CallState) => new Set(Object.keys(peers))],
    ["a Date", () => new Date(0)],
    ["a function", () => () => undefined],
  ])("render once for each state when a selector returns %s", (_what, select) => {
    const { call, wrapper } = setUp();
    let renders = 0;
    renderHook(
      () => {
        renders++;
        return useCallState((state) => select(state));
      },
      { wrapper },
    );
    expect(renders).toBe(1);
    act(() => call.dispatch(joined(taro)));
    expect(renders).toBe(2);
  });

  it("verify a peer by its safety number", () => {
    const { call, wrapper } = setUp();
    const safetyNumber = { digits: "0".repeat(60), words: [], emoji: [] };
    act(() => call.dispatch(joined(taro)));
    act(() => call.dispatch(facts([{ connectionId: taro, safetyNumber }])));
    const { result } = renderHook(() => useSafetyNumber(taro), { wrapper });
    expect(result.current).toMatchObject({ safetyNumber, verified: false });
    act(() => void result.current.setVerified(safetyNumber));
    expect(result.current.verified).toBe(true);
    act(() => void result.current.setVerified(null));
    expect(result.current).toMatchObject({ verified: false, changed: false });
    act(() => void result.current.setVerified(safetyNumber));
    act(() => call.dispatch(facts([{ connectionId: taro, fingerprint: "another" }])));
    expect(result.current).toMatchObject({ verified: false, changed: true });
  });

  it("follow the log", () => {
    const { call } = setUp();
    const { result } = renderHook(() => useEventLog(call));
    act(() => call.dispatch(joined(taro)));
    expect(result.current).toMatchObject([{ kind: "peer-joined", connectionId: taro }]);
  });
});
