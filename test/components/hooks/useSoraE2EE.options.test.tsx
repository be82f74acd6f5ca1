import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { UseSoraE2EEOptions } from "../../../src/hooks/useSoraE2EE.ts";
import { joined, taro } from "../support/peers.ts";
import { settle, setUpHook } from "../support/set-up-hook.ts";

describe("when its options change", () => {
  async function connectedWith(initial: Partial<UseSoraE2EEOptions>) {
    const hook = setUpHook({ autoConnect: true, ...initial });
    await settle();
    act(() => hook.calls.latest().connected());
    return hook;
  }

  it("stays connected when the options are equal by value", async () => {
    const metadata = { user: { id: 1 }, tags: ["a"] };
    const { calls, rerender } = await connectedWith({ metadata });
    for (let round = 0; round < 3; round++) {
      rerender({ autoConnect: true, metadata: structuredClone(metadata) });
      await settle();
    }
    expect(calls.made).toHaveLength(1);
    expect(calls.latest().calls).toEqual(["connect"]);
  });

  it("treats functions as equal, and undefined as a missing option", async () => {
    const createWorker = () => () => ({}) as Worker;
    const { calls, rerender } = await connectedWith({ createWorker: createWorker() });
    rerender({ autoConnect: true, createWorker: createWorker(), metadata: undefined } as never);
    await settle();
    expect(calls.made).toHaveLength(1);
  });

  it("closes the old connection first, then connects with the new options", async () => {
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

  it("ends with one connection that has the latest options after several quick changes", async () => {
    const { calls, rerender } = await connectedWith({});
    for (const channelId of ["a", "b", "c"]) rerender({ autoConnect: true, channelId });
    await settle();
    expect(calls.open()).toHaveLength(1);
    expect(calls.latest().options.channelId).toBe("c");
  });

  it("treats another stream as a change, and the same stream as no change", async () => {
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

  it("tries again with corrected options after connecting on mount had failed", async () => {
    const { calls, rerender } = setUpHook({ autoConnect: true });
    await settle();
    act(() => calls.latest().failed(new SoraE2EEError("server-unreachable", "No answer.")));
    rerender({ autoConnect: true, signalingUrls: "wss://other.example/signaling" });
    await settle();
    expect(calls.open()).toEqual([calls.latest()]);
  });

  it("uses changed options from the next connect when it is not connected", async () => {
    const { calls, result, rerender } = setUpHook();
    rerender({ channelId: "other" });
    await settle();
    expect(calls.made).toHaveLength(0);
    act(() => void result.current.connect());
    await settle();
    expect(calls.latest().options.channelId).toBe("other");
  });

  it("remains the same participant for others when it reconnects with other options", async () => {
    const { calls, rerender } = await connectedWith({});
    act(() => calls.latest().dispatch({ type: "self-participant", participantId: "p1" }));
    rerender({ autoConnect: true, channelId: "other" });
    await settle();
    expect(calls.made).toHaveLength(2);
    expect(calls.latest().options).toMatchObject({ channelId: "other", participant: { id: "p1" } });
  });

  it("remains the same participant with an undefined id, which counts as a missing id", async () => {
    const given = { participant: { id: undefined, purpose: "camera" } } as object;
    const { calls, rerender } = await connectedWith(given);
    const { participantId } = calls.latest().store.getState().self;
    rerender({ autoConnect: true, channelId: "other", ...given });
    await settle();
    expect(calls.latest().options.channelId).toBe("other");
    expect(participantId).toMatch(/^[0-9a-f]{32}$/u);
    expect(calls.latest().store.getState().self.participantId).toBe(participantId);
  });
});
