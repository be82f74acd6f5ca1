import { act, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { usePeerEncryption } from "../../../src/hooks/peers.ts";
import { useSupport } from "../../../src/hooks/support.ts";
import { useCallEncryption } from "../../../src/hooks/useCallEncryption.ts";
import { useOpenedBy } from "../../../src/hooks/useOpenedBy.ts";
import { createTestCall } from "../../../src/testing/index.ts";
import { facts, hanako, joined, taro } from "../support/peers.ts";

describe("usePeerEncryption", () => {
  it("gives the observed status of one peer, and null for a peer that is not present", () => {
    const call = createTestCall();
    const { result } = renderHook(() => usePeerEncryption(taro, call));
    expect(result.current).toBeNull();
    act(() => call.dispatch(joined(taro)));
    expect(result.current).toEqual({ status: "exchanging" });
    act(() =>
      call.dispatch(facts([{ connectionId: taro, encryption: { status: "failing", reason: "no-key" } }])),
    );
    expect(result.current).toEqual({ status: "failing", reason: "no-key" });
  });
});

describe("useOpenedBy", () => {
  it("renders again only when its result changes, and is off in a call without receipts", () => {
    const call = createTestCall({ phase: "connected", self: { connectionId: "SELF" } });
    let renders = 0;
    const { result } = renderHook(() => {
      renders += 1;
      return useOpenedBy(null, call);
    });
    expect(result.current.status).toBe("off");
    act(() => {
      call.dispatch(joined(taro));
      call.script.opens(taro);
    });
    expect(result.current).toMatchObject({ status: "told", opened: 1, total: 1 });
    const before = renders;
    act(() => {
      call.script.opens(taro);
      call.dispatch(facts([{ connectionId: taro, keyId: 7 }]));
    });
    expect(renders).toBe(before);
  });
});

describe("useCallEncryption", () => {
  it("says encrypted only when the frames of every peer are decrypted", () => {
    const call = createTestCall();
    const { result } = renderHook(() => useCallEncryption(call));
    expect(result.current.status).toBe("alone");

    act(() => {
      for (const id of [taro, hanako]) call.dispatch(joined(id));
    });
    expect(result.current).toMatchObject({ status: "settling", settling: [taro, hanako] });

    act(() => call.dispatch(facts([{ connectionId: taro, encryption: { status: "encrypted" } }])));
    expect(result.current).toMatchObject({ status: "settling", settling: [hanako] });

    act(() => call.dispatch(facts([{ connectionId: hanako, encryption: { status: "encrypted" } }])));
    expect(result.current).toMatchObject({ status: "encrypted", settling: [], notEncrypted: [] });

    act(() => call.dispatch(facts([{ connectionId: taro, encryption: { status: "unprotected" } }])));
    expect(result.current).toMatchObject({ status: "not-encrypted", notEncrypted: [taro] });
  });

  it("does not wait for the media of a peer that only receives", () => {
    const call = createTestCall();
    const { result } = renderHook(() => useCallEncryption(call));
    act(() => {
      const peer = {
        connectionId: taro,
        clientId: null,
        bundleId: null,
        participant: null,
        name: null,
        metadata: null,
      };
      call.dispatch({ type: "peer-joined", peer: { ...peer, role: "recvonly" } });
    });
    expect(result.current.status).toBe("settling");
    act(() => call.dispatch(facts([{ connectionId: taro, encryption: { status: "ready" } }])));
    expect(result.current.status).toBe("alone");

    act(() => call.dispatch(joined(hanako)));
    expect(result.current.status).toBe("settling");
    act(() => call.dispatch(facts([{ connectionId: hanako, encryption: { status: "encrypted" } }])));
    expect(result.current.status).toBe("encrypted");
  });

  it("returns the same object while the answer does not change", () => {
    const call = createTestCall();
    act(() => call.dispatch(joined(taro)));
    const { result } = renderHook(() => useCallEncryption(call));
    const before = result.current;
    act(() => call.dispatch(facts([{ connectionId: taro, encryption: { status: "exchanging" }, keyId: 7 }])));
    expect(result.current).toBe(before);
  });
});

describe("useSupport", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("names the features that this browser lacks", () => {
    vi.stubGlobal("Worker", undefined);
    const { result } = renderHook(() => useSupport());
    expect(result.current).toMatchObject({
      supported: false,
      problems: expect.arrayContaining(["no-worker"]),
    });
  });
});
