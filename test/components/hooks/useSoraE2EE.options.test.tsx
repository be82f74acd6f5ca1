import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { UseSoraE2EEOptions } from "../../../src/hooks/useSoraE2EE.ts";
import { joined, taro } from "../support/peers.ts";
import { settle, setUpHook } from "../support/set-up-hook.ts";

describe("useSoraE2EE, with changed options", () => {
  async function connectedWith(initial: Partial<UseSoraE2EEOptions>) {
    const hook = setUpHook({ autoConnect: true, ...initial });
    await settle();
    act(() => hook.calls.latest().connected());
    return hook;
  }

  it("stays connected when they are the same by value", async () => {
    const metadata = { user: { id: 1 }, tags: ["a"] };
    const { calls, rerender } = await connectedWith({ metadata });
    for (let round = 0; round < 3; round++) {
      rerender({ autoConnect: true, metadata: structuredClone(metadata) });
      await settle();
    }
    expect(calls.made).toHaveLength(1);
    expect(calls.latest().calls).toEqual(["connect"]);
  });

  it("counts functions as the same, and undefined as left out", async () => {
    const createWorker = () => () => ({}) as Worker;
    const { calls, rerender } = await connectedWith({ createWorker: createWorker() });
    rerender({ autoConnect: true, createWorker: createWorker(), metadata: undefined } as never);
    await settle();
    expect(calls.made).toHaveLength(1);
  });

  it("connects anew with the new ones, once the old connection is closed", async () => {
    const { calls, result, rerender } = await connectedWith({});
    const [before] = calls.made;
    act(() => before?.dispatch(joined(taro)));
    rerender({ autoConnect: true, channelId: "other" });
    await settle();
    expect(before?.store.getState().phase).toBe("disconnected");
    expect(calls.latest().options.channelId).toBe("other");
    expect(calls.open()).toEqual([calls.latest()]);
    expect(result.current.store.getState().peers).toEqual({});
    await waitFor(() => expect(result.current.phase).toBe("connecting"));
  });

  it("ends with one connection, with the latest, when they change in quick succession", async () => {
    const { calls, rerender } = await connectedWith({});
    for (const channelId of ["a", "b", "c"]) rerender({ autoConnect: true, channelId });
    await settle();
    expect(calls.open()).toHaveLength(1);
    expect(calls.latest().options.channelId).toBe("c");
  });

  it("counts another stream as another option, the same stream as the same", async () => {
    class Stream extends EventTarget {}
    const stream = new Stream() as MediaStream;
    const { calls, rerender } = await connectedWith({ stream });
    rerender({ autoConnect: true, stream });
    await settle();
    expect(calls.made).toHaveLength(1);
    rerender({ autoConnect: true, stream: new Stream() as MediaStream });
    await settle();
    expect(calls.made).toHaveLength(2);
  });

  it("tries again with corrected ones when connecting on mount had failed", async () => {
    const { calls, rerender } = setUpHook({ autoConnect: true });
    await settle();
    act(() => calls.latest().failed(new SoraE2EEError("server-unreachable", "No answer.")));
    rerender({ autoConnect: true, signalingUrls: "wss://other.example/signaling" });
    await settle();
    expect(calls.open()).toEqual([calls.latest()]);
  });

  it("uses them from the next connect on when it is not connected", async () => {
    const { calls, result, rerender } = setUpHook();
    rerender({ channelId: "other" });
    await settle();
    expect(calls.made).toHaveLength(0);
    act(() => void result.current.connect());
    await settle();
    expect(calls.latest().options.channelId).toBe("other");
  });

  it("stays the same participant to others when it connects anew with other options", async () => {
    const { calls, rerender } = await connectedWith({});
    act(() => calls.latest().dispatch({ type: "self-participant", participantId: "p1" }));
    rerender({ autoConnect: true, channelId: "other" });
    await settle();
    expect(calls.made).toHaveLength(2);
    expect(calls.latest().options).toMatchObject({ channelId: "other", participant: { id: "p1" } });
  });
});
