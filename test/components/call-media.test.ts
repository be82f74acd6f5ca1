import { createLocalMedia } from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalMedia } from "../../src/call/local-media.ts";
import type { SoraCallOptions } from "../../src/call/types.ts";
import type { MediaKind } from "../../src/status.ts";
import { FakeTrack, fakeDevices } from "./support/fake-devices.ts";

const options = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };

let devices: ReturnType<typeof fakeDevices>;
let placeholders: FakeTrack[];

beforeEach(() => {
  devices = fakeDevices();
  placeholders = [];
  const placeholder = (kind: MediaKind) => {
    const track = new FakeTrack(kind, "placeholder");
    placeholders.push(track);
    return new MediaStream([track as unknown as MediaStreamTrack]);
  };
  class FakeAudioContext {
    createMediaStreamDestination() {
      const stream = placeholder("audio");
      return { stream: Object.assign(stream, { getAudioTracks: () => stream.getTracks() }) };
    }
    async close(): Promise<void> {}
  }
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.spyOn(document, "createElement").mockImplementation(
    () => ({ getContext: () => null, captureStream: () => placeholder("video") }) as unknown as HTMLElement,
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const events = { onTrack: () => undefined, onDevice: () => undefined };

const ids = (stream: MediaStream | null) =>
  (stream?.getTracks() as unknown as readonly FakeTrack[] | undefined)?.map(
    ({ kind, deviceId }) => `${kind}:${deviceId}`,
  );

describe("the media that a call sends", () => {
  it("a call sends the devices that are on, negotiates the others with empty tracks, and releases those at its end", async () => {
    const media = new LocalMedia({ ...options, media: createLocalMedia({ cameraOff: true }) }, events);
    expect(ids(await media.ready())).toEqual(["audio:default"]);
    const outgoing = media.outgoing();
    expect(ids(outgoing.stream)).toEqual(["audio:default", "video:placeholder"]);
    for (const { release } of outgoing.placeholders) release();
    expect(placeholders.map(({ readyState }) => readyState)).toEqual(["ended"]);
  });

  it("a call begins without the devices that were refused", async () => {
    devices.refusals.audio = "NotAllowedError";
    devices.refusals.video = "NotFoundError";
    const media = new LocalMedia({ ...options, media: createLocalMedia() }, events);
    expect(ids(await media.ready())).toEqual([]);
    expect(ids(media.outgoing().stream)).toEqual(["audio:placeholder", "video:placeholder"]);
  });

  it("a call negotiates a kind again after a lost connection, also when it was muted meanwhile", async () => {
    const media = new LocalMedia({ ...options, constraints: { audio: true, video: true } }, events);
    await media.ready();
    expect(media.outgoing().placeholders).toEqual([]);
    media.replace("audio", null);
    expect(ids(media.outgoing().stream)).toEqual(["video:default", "audio:placeholder"]);
  });

  it("a call asks for no device that the app did not ask for", async () => {
    const media = new LocalMedia({ ...options, constraints: { audio: true } }, events);
    await media.ready();
    expect(media.outgoing().placeholders).toEqual([]);
    const receiving = new LocalMedia({ ...options, role: "recvonly" }, events);
    await receiving.ready();
    expect(receiving.outgoing()).toEqual({ stream: null, placeholders: [] });
  });

  it("a call follows each change of the app's media until the call stops", async () => {
    const source = createLocalMedia();
    const heard: string[] = [];
    const media = new LocalMedia(
      { ...options, media: source },
      { ...events, onTrack: (kind, track) => heard.push(`${kind}:${track ? "track" : "none"}`) },
    );
    await media.ready();
    source.turnOff("audio");
    await source.startScreen();
    await source.turnOn("audio");
    expect(heard).toEqual(["audio:none", "video:track", "audio:track"]);
    media.release();
    source.close();
    expect(heard).toHaveLength(3);
  });

  it("a call leaves the app's devices open when it ends, and stops its own empty tracks", async () => {
    const source = createLocalMedia();
    const apps = new LocalMedia({ ...options, media: source }, events);
    await apps.ready();
    apps.release();
    expect(devices.live()).toHaveLength(2);
    source.close();
    const own = new LocalMedia({ ...options, constraints: { audio: true } }, events);
    await own.ready();
    expect(devices.live()).toHaveLength(1);
    own.release();
    expect(devices.live()).toEqual([]);
  });

  /** A call with these options, its device reports, and its present media. */
  async function watched(media: Omit<SoraCallOptions, keyof typeof options>) {
    const told: string[] = [];
    const local = new LocalMedia({ ...options, ...media } as SoraCallOptions, {
      onTrack: (kind, track) => told.push(`${kind} track ${track ? "changed" : "gone"}`),
      onDevice: (kind, status) => told.push(`${kind} ${status}`),
    });
    await local.ready();
    return { local, told, sent: () => ids(local.outgoing().stream) };
  }

  it.each(["constraints", "stream", "media"] as const)(
    "a call reports that a camera was lost which the app gave as %s, and sends nothing in its place",
    async (how) => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const source = createLocalMedia();
      const given = { constraints: { audio: true, video: true }, stream, media: source };
      const { told, sent } = await watched({ [how]: given[how] } as never);
      expect(told.slice(-2)).toEqual(["audio on", "video on"]);
      devices.live().at(-1)?.unplug();
      expect(told).toContain("video lost");
      expect(told).toContain("video track gone");
      expect(told.at(-1)).not.toBe("video on");
      expect(sent()).toEqual(["audio:default", "video:placeholder"]);
    },
  );

  it("the app can choose another camera after one was lost", async () => {
    const { local, told, sent } = await watched({ constraints: { audio: true, video: true } });
    devices.live().at(-1)?.unplug();
    const another = new FakeTrack("video", "another");
    local.replace("video", another as unknown as MediaStreamTrack);
    expect(told.at(-1)).toBe("video on");
    expect(sent()).toEqual(["audio:default", "video:another"]);
    another.unplug();
    expect(told.at(-2)).toBe("video lost");
  });

  it("a track of the app that has already ended is lost, and its kind can be sent again", async () => {
    const camera = new FakeTrack("video", "camera");
    camera.stop();
    const microphone = new FakeTrack("audio", "microphone");
    const tracks = [microphone, camera] as unknown as MediaStreamTrack[];
    const { local, told, sent } = await watched({ stream: new MediaStream(tracks) });
    expect(told).toEqual(["audio on", "video lost", "video track gone"]);
    expect(sent()).toEqual(["audio:microphone", "video:placeholder"]);
    expect(ids(local.replace("video", camera as unknown as MediaStreamTrack))).toEqual(["audio:microphone"]);
    local.replace("video", new FakeTrack("video", "another") as unknown as MediaStreamTrack);
    expect(told.at(-1)).toBe("video on");
    expect(sent()).toEqual(["audio:microphone", "video:another"]);
  });

  it("another device replaces one that was unplugged, and the chosen one returns when it is plugged in again", async () => {
    devices.plug("videoinput", "usb");
    devices.plug("videoinput", "built-in");
    const { local, told, sent } = await watched({ constraints: { video: { deviceId: { exact: "usb" } } } });
    devices.pull("usb");
    await vi.waitFor(() => expect(told.at(-1)).toBe("video replaced"));
    expect(told).toContain("video lost");
    expect(sent()).toEqual(["video:built-in"]);
    devices.plug("videoinput", "usb");
    await vi.waitFor(() => expect(told.at(-1)).toBe("video on"));
    expect(sent()).toEqual(["video:usb"]);
    expect(devices.live()).toHaveLength(1);
    local.release();
    expect(devices.live()).toEqual([]);
  });

  it("a call reports that the system muted a track, and that it unmuted it", async () => {
    const { told } = await watched({ constraints: { audio: true } });
    devices.live()[0]?.setMuted(true);
    expect(told.at(-1)).toBe("audio muted");
    devices.live()[0]?.setMuted(false);
    expect(told.at(-1)).toBe("audio on");
  });

  it("the end of a shared screen is not reported as a lost camera", async () => {
    const { local, told } = await watched({ constraints: { video: true } });
    const screen = new FakeTrack("video", "screen");
    local.replace("video", screen as unknown as MediaStreamTrack);
    screen.unplug();
    expect(told).not.toContain("video lost");
  });
});
