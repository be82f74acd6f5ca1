import { createLocalMedia, type LocalMediaSource } from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeTrack, fakeDevices } from "./support/fake-devices.ts";
import { withForbiddenStorage } from "./support/forbidden-storage.ts";

let devices: ReturnType<typeof fakeDevices>;

beforeEach(() => {
  devices = fakeDevices();
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const state = (media: LocalMediaSource) => media.store.getState();
const tracks = (media: LocalMediaSource) =>
  (state(media).stream?.getTracks() ?? []) as unknown as readonly FakeTrack[];
const camera = () => devices.live().find(({ kind }) => kind === "video")!;

/** Waits until the consequences of a device event have happened. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("local media", () => {
  it("opens no device by itself, and then opens both with one prompt", async () => {
    const media = createLocalMedia({ video: { width: 640 } });
    expect(devices.asked).toEqual([]);
    await Promise.all([media.open(), media.open()]);
    expect(devices.asked).toEqual([{ audio: {}, video: { width: 640 } }]);
    expect(tracks(media).map(({ kind }) => kind)).toEqual(["audio", "video"]);
  });

  it("releases a device that is turned off, and opens it again", async () => {
    const media = createLocalMedia();
    await media.open();
    const first = camera();
    media.turnOff("video");
    expect(first.readyState).toBe("ended");
    expect(state(media).camera.status).toBe("off");
    expect(tracks(media).map(({ kind }) => kind)).toEqual(["audio"]);
    await media.turnOn("video");
    expect(state(media).camera.status).toBe("on");
    expect(camera()).not.toBe(first);
  });

  it("reports a device that was unplugged during the call, and opens another one", async () => {
    const media = createLocalMedia();
    await media.open();
    camera().unplug();
    expect(state(media).camera).toMatchObject({ status: "failed", error: { code: "device-not-found" } });
    expect(tracks(media)).toHaveLength(1);
    await media.choose("video", "other");
    expect(state(media).camera).toMatchObject({ status: "on", deviceId: "other" });
    expect(camera().deviceId).toBe("other");
  });

  it("does not reopen a device that was taken away while it is still connected", async () => {
    devices.plug("videoinput", "only");
    const media = createLocalMedia();
    await media.open();
    const { length } = devices.opened;
    camera().unplug();
    devices.plug("audioinput", "another microphone");
    await settle();
    expect(state(media).camera).toMatchObject({ status: "failed", lost: true });
    expect(devices.opened).toHaveLength(length);
  });

  it("falls back to another device when the current one is unplugged, and names the lost one", async () => {
    for (const id of ["usb", "built-in"]) devices.plug("videoinput", id);
    const media = createLocalMedia();
    await media.choose("video", "usb");
    await media.open();
    devices.pull("usb");
    await vi.waitFor(() => expect(state(media).camera.status).toBe("on"));
    expect(state(media).camera).toMatchObject({ deviceId: "usb", fallbackFor: "usb video" });
    expect(camera().deviceId).toBe("built-in");
  });

  it("also falls back from a device that the browser chose", async () => {
    for (const id of ["default", "usb", "built-in"]) devices.plug("audioinput", id);
    const media = createLocalMedia({ video: false });
    await media.open();
    await settle();
    const [, usb] = devices.listed;
    expect(usb?.deviceId).toBe("usb");
    devices.listed.splice(1, 1);
    devices.live()[0]?.unplug();
    await vi.waitFor(() =>
      expect(state(media).microphone).toMatchObject({ status: "on", fallbackFor: "default audio" }),
    );
  });

  it("returns to a chosen device when it is plugged in again", async () => {
    for (const id of ["usb", "built-in"]) devices.plug("videoinput", id);
    const media = createLocalMedia();
    await media.choose("video", "usb");
    await media.open();
    devices.pull("usb");
    await vi.waitFor(() => expect(camera().deviceId).toBe("built-in"));
    devices.plug("videoinput", "usb");
    await vi.waitFor(() => expect(camera().deviceId).toBe("usb"));
    expect(state(media).camera).not.toHaveProperty("fallbackFor");
    expect(devices.live().filter(({ kind }) => kind === "video")).toHaveLength(1);
  });

  it("waits when there is no other device, and opens the lost one when it is plugged in again", async () => {
    devices.plug("videoinput", "only");
    const media = createLocalMedia();
    await media.open();
    devices.pull("only");
    await settle();
    expect(state(media).camera).toMatchObject({ status: "failed", lost: true });
    devices.plug("videoinput", "only");
    await vi.waitFor(() => expect(state(media).camera.status).toBe("on"));
  });

  it("opens a chosen device that is plugged in after the start", async () => {
    devices.plug("videoinput", "built-in");
    devices.refusals.video = "NotFoundError";
    const media = createLocalMedia({ audio: false });
    await media.choose("video", "usb");
    await media.open();
    expect(state(media).camera).toMatchObject({ status: "failed", lost: false });
    await settle();
    delete devices.refusals.video;
    devices.plug("videoinput", "usb");
    await vi.waitFor(() => expect(camera().deviceId).toBe("usb"));
  });

  it("opens the system's default, if that was chosen, when a first device is plugged in", async () => {
    devices.refusals.audio = "NotFoundError";
    const media = createLocalMedia({ video: false });
    await media.choose("audio", "default");
    await media.open();
    expect(state(media).microphone).toMatchObject({ status: "failed", lost: false });
    await settle();
    delete devices.refusals.audio;
    devices.plug("audioinput", "usb");
    await vi.waitFor(() => expect(state(media).microphone.status).toBe("on"));
  });

  it("opens no device by itself once the lost one was turned off, replaced by choice, or released", async () => {
    for (const end of ["off", "close"]) {
      devices.listed.length = 0;
      devices.plug("videoinput", "only");
      const media = createLocalMedia({ audio: false });
      await media.open();
      devices.pull("only");
      await settle();
      if (end === "off") media.turnOff("video");
      else media.close();
      devices.plug("videoinput", "only");
      await settle();
      expect(state(media).camera.status).toBe("off");
      expect(devices.live()).toEqual([]);
    }
  });

  it("has a separate state for a device that the system muted", async () => {
    const media = createLocalMedia();
    await media.open();
    camera().setMuted(true);
    expect(state(media).camera).toMatchObject({ status: "muted", track: camera() });
    expect(tracks(media)).toHaveLength(2);
    camera().setMuted(false);
    expect(state(media).camera.status).toBe("on");
    media.turnOff("video");
    expect(state(media).camera.status).toBe("off");
  });

  it.each([
    ["NotAllowedError", "device-permission-denied"],
    ["NotFoundError", "device-not-found"],
    ["NotReadableError", "device-in-use"],
  ])("goes on with the microphone when the camera fails with %s", async (name, code) => {
    devices.refusals.video = name;
    const media = createLocalMedia();
    await media.open();
    expect(state(media)).toMatchObject({
      microphone: { status: "on" },
      camera: { status: "failed", error: { code } },
    });
    expect(devices.live()).toHaveLength(1);
  });

  it("understands an exception of another window, which is not an instance of this window's Error", async () => {
    vi.spyOn(navigator.mediaDevices, "getUserMedia").mockRejectedValue({ name: "OverconstrainedError" });
    const media = createLocalMedia();
    await media.open();
    expect(state(media).camera).toMatchObject({ status: "failed", error: { code: "device-not-found" } });
  });

  it("tells that a page cannot open devices when getUserMedia is missing", async () => {
    vi.stubGlobal("navigator", { mediaDevices: new EventTarget() });
    const media = createLocalMedia();
    await media.open();
    expect(state(media).camera).toMatchObject({ status: "failed", error: { code: "browser-unsupported" } });
  });

  it("stops a track that a prompt opens after it is no longer wanted", async () => {
    const release = devices.holdPrompts();
    const media = createLocalMedia();
    const opening = media.open();
    media.close();
    release();
    await opening;
    await vi.waitFor(() => expect(devices.opened).toHaveLength(2));
    await Promise.resolve();
    expect(devices.live()).toEqual([]);
    expect(state(media)).toMatchObject({ stream: null, camera: { status: "off" } });
  });

  it("never opens a kind that the app did not ask for", async () => {
    const media = createLocalMedia({ video: false });
    await media.open();
    await media.turnOn("video");
    expect(media.kinds).toEqual(["audio"]);
    expect(state(media).camera.status).toBe("unused");
    expect(devices.asked).toEqual([{ audio: {} }]);
  });

  it("remembers choices only when the app allows it", async () => {
    const media = createLocalMedia({ remember: "devices" });
    await media.choose("video", "front");
    media.turnOff("audio");
    media.chooseSpeaker("headset");
    const next = createLocalMedia({ remember: "devices" });
    await next.open();
    expect(state(next)).toMatchObject({
      microphone: { status: "off" },
      camera: { status: "on", deviceId: "front" },
      speakerId: "headset",
    });
    // A remembered device that is not connected must not prevent joining.
    expect(devices.asked).toEqual([{ video: { deviceId: { ideal: "front" } } }]);

    localStorage.clear();
    const silent = createLocalMedia();
    await silent.choose("video", "front");
    expect(localStorage).toHaveLength(0);
  });

  it("ignores unreadable data under its storage key", () => {
    for (const text of ["{", "null", '{"cameraId":5,"microphoneOff":"no"}']) {
      localStorage.setItem("devices", text);
      expect(state(createLocalMedia({ remember: "devices" })).camera).toEqual({
        status: "off",
        deviceId: null,
      });
    }
  });

  it("remembers nothing, and works, in a sandboxed frame, where even a look at localStorage throws", async () => {
    await withForbiddenStorage(async () => {
      const media = createLocalMedia({ remember: "devices" });
      await media.choose("video", "front");
      await media.open();
      expect(state(media).camera).toMatchObject({ status: "on", deviceId: "front" });
    });
  });

  it("replaces the camera with a screen, and restores the camera at its end", async () => {
    const media = createLocalMedia();
    await media.open();
    const own = camera();
    await media.startScreen();
    const screen = devices.opened.at(-1)!;
    expect(tracks(media)).toContain(screen);
    expect(tracks(media)).not.toContain(own);
    screen.unplug();
    expect(state(media).screen).toBeNull();
    expect(tracks(media)).toContain(own);
  });

  it("shares a screen while the camera is off, and gives the reason when it cannot", async () => {
    const media = createLocalMedia({ cameraOff: true });
    await media.open();
    await media.startScreen();
    expect(tracks(media)).toHaveLength(2);
    media.stopScreen();
    expect(tracks(media)).toHaveLength(1);
    devices.refusals.screen = "NotAllowedError";
    await expect(media.startScreen()).rejects.toMatchObject({ code: "screen-not-allowed" });
  });

  it("releases all devices at once", async () => {
    const media = createLocalMedia();
    await media.open();
    await media.startScreen();
    media.close();
    expect(devices.live()).toEqual([]);
  });
});
