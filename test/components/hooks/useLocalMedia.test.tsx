import { act, renderHook, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import {
  createLocalMedia,
  type MediaProcessors,
  type TrackProcessor,
  useDevices,
  useLocalMedia,
} from "react-sora-e2ee";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack, fakeDevices } from "../support/fake-devices.ts";
import { settle } from "../support/set-up-hook.ts";

let devices: ReturnType<typeof fakeDevices>;

beforeEach(() => {
  devices = fakeDevices();
});
afterEach(() => vi.unstubAllGlobals());

describe("useLocalMedia", () => {
  it("opens once on mount when autoOpen is set, in StrictMode too, and releases on unmount", async () => {
    const { result, unmount } = renderHook(() => useLocalMedia({ autoOpen: true }), { wrapper: StrictMode });
    await waitFor(() => expect(result.current.camera.status).toBe("on"));
    expect(devices.asked).toHaveLength(1);
    unmount();
    await settle();
    expect(devices.live()).toEqual([]);
  });

  it("releases a device when its permission prompt is answered after the unmount", async () => {
    const release = devices.holdPrompts();
    const { unmount } = renderHook(() => useLocalMedia({ autoOpen: true }));
    await settle();
    unmount();
    await settle();
    release();
    await settle();
    expect(devices.opened).toHaveLength(2);
    expect(devices.live()).toEqual([]);
  });

  it("returns the same media object and the same functions in each render", async () => {
    const { result, rerender } = renderHook(() => useLocalMedia());
    const { media, turnOn } = result.current;
    await act(() => turnOn("audio"));
    rerender();
    expect(result.current.microphone.status).toBe("on");
    expect(result.current).toMatchObject({ media, turnOn });
  });
});

describe("processors of useLocalMedia", () => {
  it("are swapped and removed without opening the camera again", async () => {
    const made = () => new FakeTrack("video", "made") as unknown as MediaStreamTrack;
    const [first, second] = [vi.fn(made), vi.fn(made)];
    const { result, rerender, unmount } = renderHook(
      (camera: TrackProcessor | undefined) =>
        useLocalMedia({ autoOpen: true, processors: camera ? { camera } : {} }),
      { initialProps: first as TrackProcessor | undefined },
    );
    const track = () => (result.current.camera as { readonly track?: unknown }).track;
    await waitFor(() => expect(track()).toBe(first.mock.results[0]?.value));
    rerender(first);
    rerender(second);
    await waitFor(() => expect(track()).toBe(second.mock.results[0]?.value));
    rerender(undefined);
    await waitFor(() => expect(track()).toBe(devices.opened.find(({ kind }) => kind === "video")));
    expect(devices.asked).toHaveLength(1);
    expect(first).toHaveBeenCalledOnce();
    unmount();
    await settle();
  });

  it("are not swapped endlessly when each render makes a new function", async () => {
    const calls = vi.fn();
    const { result, unmount } = renderHook(() =>
      useLocalMedia({
        autoOpen: true,
        processors: {
          camera: (track) => {
            calls();
            return track.clone();
          },
        },
      }),
    );
    await waitFor(() => expect(result.current.camera).toMatchObject({ processor: { status: "on" } }));
    for (let turn = 0; turn < 20; turn += 1) await act(settle);
    expect(result.current.camera).toMatchObject({ status: "on", processor: { status: "on" } });
    expect(calls.mock.calls.length).toBeLessThan(8);
    unmount();
    await settle();
  });

  it("are passed to the app's own source, which keeps its processors when none are given", async () => {
    const media = createLocalMedia({ audio: false, processors: { camera: (track) => track } });
    const { result, rerender } = renderHook(
      (processors: MediaProcessors | undefined) =>
        useLocalMedia({ media, autoOpen: true, ...(processors && { processors }) }),
      { initialProps: undefined as MediaProcessors | undefined },
    );
    await waitFor(() => expect(result.current.camera).toMatchObject({ processor: { status: "on" } }));
    rerender({
      camera: () => {
        throw new Error("no model");
      },
    });
    await waitFor(() => expect(result.current.camera).toMatchObject({ processor: { status: "failed" } }));
  });
});

describe("useDevices", () => {
  it("follows plugged and unplugged devices, and stops listening with its last user", async () => {
    const { result, unmount } = renderHook(() => useDevices());
    await settle();
    expect(result.current.cameras).toEqual([]);
    act(() => devices.plug("videoinput", "front"));
    await waitFor(() => expect(result.current.cameras).toMatchObject([{ deviceId: "front" }]));
    unmount();
    expect(devices.listeners.added).toBe(devices.listeners.removed);
  });

  it("lists again when media open, because names are visible then", async () => {
    const { result } = renderHook(() => {
      const local = useLocalMedia();
      return { local, list: useDevices(local.media) };
    });
    await settle();
    devices.listed.push({ kind: "audioinput", deviceId: "desk" });
    await act(() => result.current.local.turnOn("audio"));
    await waitFor(() => expect(result.current.list.microphones).toHaveLength(1));
  });

  it("says that nothing is known before the browser has listed devices", async () => {
    devices.listed.push({ kind: "audioinput", deviceId: "desk" });
    const { result } = renderHook(() => useDevices());
    expect(result.current).toMatchObject({ known: false, microphones: [] });
    await waitFor(() => expect(result.current.known).toBe(true));
    expect(result.current.microphones).toHaveLength(1);
  });

  it("does not take lists without names for complete once a device was allowed", async () => {
    devices.listed.push({ kind: "audioinput", deviceId: "" });
    const states: string[] = [];
    const { result } = renderHook(() => {
      const local = useLocalMedia();
      const list = useDevices(local.media);
      states.push(`${local.microphone.status} ${list.known ? list.microphones[0]?.deviceId : "unknown"}`);
      return local;
    });
    await waitFor(() => expect(states.at(-1)).toBe("off "));
    devices.listed.splice(0, 1, { kind: "audioinput", deviceId: "desk" });
    await act(() => result.current.turnOn("audio"));
    await waitFor(() => expect(states.at(-1)).toBe("on desk"));
    expect(states).not.toContain("on ");
  });
});
