import { act, renderHook } from "@testing-library/react";
import { type SoraCall, type SoraCallOptions, screenWithSound } from "react-sora-e2ee";
import { createTestCall, type TestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useScreenShare } from "../../src/hooks/useScreenShare.ts";
import { FakeTrack, fakeDevices } from "./support/fake-devices.ts";
import { options, settle } from "./support/set-up-hook.ts";

let devices: ReturnType<typeof fakeDevices>;

beforeEach(() => {
  devices = fakeDevices();
});
afterEach(() => vi.unstubAllGlobals());

function connectedCall(): { call: TestCall; camera: FakeTrack } {
  const camera = new FakeTrack("video", "camera");
  const stream = new MediaStream([camera as unknown as MediaStreamTrack]);
  const call = createTestCall({ phase: "connected", self: { stream, connectionId: "SELF" } });
  return { call, camera };
}

const sent = (call: SoraCall) =>
  call.store.getState().self.stream?.getVideoTracks()[0] as unknown as FakeTrack;

function share(call: SoraCall, beside?: SoraCallOptions) {
  const made: { options: SoraCallOptions; call: TestCall }[] = [];
  const create = (given: SoraCallOptions) => {
    const second = createTestCall();
    made.push({ options: given, call: second });
    return second;
  };
  const hook = renderHook(() => useScreenShare(beside && { ...beside, createCall: create }, call));
  return { made, ...hook, start: () => act(() => hook.result.current.start()) };
}

describe("a screen that replaces the camera", () => {
  it("is sent until it is stopped, and then the camera is sent again", async () => {
    const { call, camera } = connectedCall();
    const { result, start } = share(call);
    await start();
    const screen = devices.opened.at(-1);
    expect(result.current).toMatchObject({ status: "on", error: null });
    expect(sent(call)).toBe(screen);
    await act(() => result.current.stop());
    expect(result.current).toMatchObject({ status: "off", stream: null });
    expect(sent(call)).toBe(camera);
    expect(screen?.readyState).toBe("ended");
  });

  it("requests no sound, because it could not be sent", async () => {
    const { call } = connectedCall();
    const { result } = share(call);
    devices.screenSound = true;
    await act(() => result.current.start(screenWithSound()));
    expect(result.current).toMatchObject({ status: "on", sound: null });
    expect(devices.opened.map(({ kind }) => kind)).not.toContain("audio");
  });

  it("ends with the browser's own stop button", async () => {
    const { call, camera } = connectedCall();
    const { result, start } = share(call);
    await start();
    await act(async () => devices.opened.at(-1)?.unplug());
    expect(result.current.status).toBe("off");
    expect(sent(call)).toBe(camera);
  });

  it("is followed by a new copy of a camera that the library has stopped meanwhile, which stops with the call", async () => {
    const { call, camera } = connectedCall();
    const { result, start } = share(call);
    await start();
    camera.stop();
    await act(() => result.current.stop());
    const copy = sent(call);
    expect(copy).toMatchObject({ deviceId: "camera", readyState: "live" });
    await act(() => call.disconnect());
    expect(copy.readyState).toBe("ended");
  });

  it("ends with the call and with the component", async () => {
    for (const end of ["call", "component"]) {
      const { call } = connectedCall();
      const { start, unmount } = share(call);
      await start();
      if (end === "call") act(() => call.script.fails("connection-lost"));
      else unmount();
      await settle();
      expect(devices.live()).toEqual([]);
    }
  });

  it("reports that the screen was refused, and can be tried again", async () => {
    const { call } = connectedCall();
    const { result, start } = share(call);
    devices.refusals.screen = "NotAllowedError";
    await start();
    expect(result.current).toMatchObject({ status: "failed", error: { code: "screen-not-allowed" } });
    delete devices.refusals.screen;
    await start();
    expect(result.current.status).toBe("on");
  });

  it("reports a screen error code also when sending fails without a typed error", async () => {
    const { call } = connectedCall();
    const { result, start } = share({ ...call, replaceTrack: () => Promise.reject(new Error("broken")) });
    await start();
    expect(result.current).toMatchObject({ status: "failed", error: { code: "screen-failed" } });
  });
});

describe("a screen that is sent beside the camera", () => {
  it("is a second connection of the same participant while it is shared", async () => {
    const { call, camera } = connectedCall();
    call.dispatch({ type: "self-participant", participantId: "p1" });
    const connectionOptions = { video: false, videoBitRate: 800 };
    const { result, start, made } = share(call, { ...options, connectionOptions });
    await start();
    expect(sent(call)).toBe(camera);
    expect(made[0]).toMatchObject({
      options: {
        role: "sendonly",
        channelId: "room",
        stream: result.current.stream,
        participant: { id: "p1", purpose: "screen" },
        connectionOptions: { audio: false, video: true, videoBitRate: 800 },
      },
    });
    expect(made[0]?.call.store.getState().phase).toBe("connected");
    await act(() => result.current.stop());
    expect(made[0]?.call.store.getState().phase).toBe("disconnected");
    expect(devices.live()).toEqual([]);
  });

  it("reports each of its connections to the call as our own, with its identity key", async () => {
    const { call } = connectedCall();
    const { start, made } = share(call, options);
    await start();
    const second = made[0]?.call;
    const connects = (connectionId: string, fingerprint: string) => {
      second?.dispatch({ type: "self-fingerprint", fingerprint });
      second?.dispatch({ type: "self-connected", connectionId, clientId: null, present: [] });
    };
    act(() => connects("SCREEN 1", "11"));
    act(() => second?.script.loses());
    act(() => connects("SCREEN 2", "22"));
    expect(call.store.getState().self.ownConnections).toEqual({
      "SCREEN 1": { purpose: "screen", fingerprint: "11" },
      "SCREEN 2": { purpose: "screen", fingerprint: "22" },
    });
  });

  it("goes on when each render makes a new createCall, and the newest one makes the call", async () => {
    const { call } = connectedCall();
    const made: number[] = [];
    let render = 0;
    const { result, rerender } = renderHook(() => {
      const mine = render++;
      const createCall = () => {
        made.push(mine);
        return createTestCall();
      };
      return useScreenShare({ ...options, createCall }, call);
    });
    await act(() => result.current.start());
    expect(result.current).toMatchObject({ status: "on", error: null });
    rerender();
    await act(settle);
    expect(result.current.status).toBe("on");
    expect(devices.opened.at(-1)?.readyState).toBe("live");
    expect(made).toHaveLength(1);
  });

  it("shares requested sound, and reports when the person chose none or turned it off", async () => {
    const { call } = connectedCall();
    const { result, made } = share(call, options);
    const start = () => act(() => result.current.start(screenWithSound()));
    await start();
    expect(result.current).toMatchObject({ status: "on", sound: "none" });
    expect(made[0]?.options.connectionOptions).toMatchObject({ audio: false });
    await act(() => result.current.stop());
    expect(result.current.sound).toBeNull();

    devices.screenSound = true;
    await start();
    expect(result.current.sound).toBe("shared");
    expect(made[1]?.options.connectionOptions).toMatchObject({ audio: true });
    const sound = devices.opened.find(({ kind, deviceId }) => kind === "audio" && deviceId === "screen");
    act(() => sound?.unplug());
    expect(result.current).toMatchObject({ status: "on", sound: "none" });
    await act(() => result.current.stop());
    expect(devices.live()).toEqual([]);
  });

  it("reports a browser without screen sound", async () => {
    const { call } = connectedCall();
    const { result } = share(call, options);
    devices.screenSound = "unsupported";
    await act(() => result.current.start(screenWithSound()));
    expect(result.current.sound).toBe("unsupported");
    await act(() => result.current.stop());
    await act(() => result.current.start());
    expect(result.current, "sound that was not asked for").toMatchObject({ status: "on", sound: null });
  });

  it("reports why its connection ended, and the call goes on", async () => {
    const { call } = connectedCall();
    const { result, start, made } = share(call, options);
    await start();
    await act(async () => made[0]?.call.script.fails("connection-lost"));
    expect(result.current).toMatchObject({ status: "failed", error: { code: "connection-lost" } });
    expect(call.store.getState().phase).toBe("connected");
    expect(devices.live()).toEqual([]);
  });
});
