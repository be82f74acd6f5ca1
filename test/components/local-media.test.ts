import { createLocalMedia, type LocalMediaSource } from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeTrack, fakeDevices } from "./support/fake-devices.ts";

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

describe("local media", () => {
  it("opens nothing by itself, then both with one prompt", async () => {
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

  it("says that a device was unplugged in the middle, and takes another one", async () => {
    const media = createLocalMedia();
    await media.open();
    camera().unplug();
    expect(state(media).camera).toMatchObject({ status: "failed", error: { code: "device-not-found" } });
    expect(tracks(media)).toHaveLength(1);
    await media.choose("video", "other");
    expect(state(media).camera).toMatchObject({ status: "on", deviceId: "other" });
    expect(camera().deviceId).toBe("other");
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

  it("stops what a prompt brings after it is not wanted any more", async () => {
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

  it("never opens a kind that is not asked for", async () => {
    const media = createLocalMedia({ video: false });
    await media.open();
    await media.turnOn("video");
    expect(media.kinds).toEqual(["audio"]);
    expect(state(media).camera.status).toBe("unused");
    expect(devices.asked).toEqual([{ audio: {} }]);
  });

  it("remembers choices when the app allows, and only then", async () => {
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
    // One that was left at home must not keep a person out.
    expect(devices.asked).toEqual([{ video: { deviceId: { ideal: "front" } } }]);

    localStorage.clear();
    const silent = createLocalMedia();
    await silent.choose("video", "front");
    expect(localStorage).toHaveLength(0);
  });

  it("reads over what somebody else left under its key", () => {
    for (const text of ["{", "null", '{"cameraId":5,"microphoneOff":"no"}']) {
      localStorage.setItem("devices", text);
      expect(state(createLocalMedia({ remember: "devices" })).camera).toEqual({
        status: "off",
        deviceId: null,
      });
    }
  });

  it("puts a screen in the place of the camera, and the camera back when it ends", async () => {
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

  it("shares a screen with the camera off, and says why it does not", async () => {
    const media = createLocalMedia({ cameraOff: true });
    await media.open();
    await media.startScreen();
    expect(tracks(media)).toHaveLength(2);
    media.stopScreen();
    expect(tracks(media)).toHaveLength(1);
    devices.refusals.screen = "NotAllowedError";
    await expect(media.startScreen()).rejects.toMatchObject({ code: "screen-not-allowed" });
  });

  it("releases everything at once", async () => {
    const media = createLocalMedia();
    await media.open();
    await media.startScreen();
    media.close();
    expect(devices.live()).toEqual([]);
  });
});
