import { createLocalMedia } from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalMedia } from "../../src/call/local-media.ts";
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

const ids = (stream: MediaStream | null) =>
  (stream?.getTracks() as unknown as readonly FakeTrack[] | undefined)?.map(
    ({ kind, deviceId }) => `${kind}:${deviceId}`,
  );

describe("what a call sends", () => {
  it("is what is on; what is off is negotiated too, by tracks of nothing that are released afterwards", async () => {
    const media = new LocalMedia({ ...options, media: createLocalMedia({ cameraOff: true }) });
    expect(ids(await media.ready())).toEqual(["audio:default"]);
    const outgoing = media.outgoing();
    expect(ids(outgoing.stream)).toEqual(["audio:default", "video:placeholder"]);
    for (const { release } of outgoing.placeholders) release();
    expect(placeholders.map(({ readyState }) => readyState)).toEqual(["ended"]);
  });

  it("begins without devices that are refused", async () => {
    devices.refusals.audio = "NotAllowedError";
    devices.refusals.video = "NotFoundError";
    const media = new LocalMedia({ ...options, media: createLocalMedia() });
    expect(ids(await media.ready())).toEqual([]);
    expect(ids(media.outgoing().stream)).toEqual(["audio:placeholder", "video:placeholder"]);
  });

  it("negotiates again, after a lost connection, what was muted meanwhile", async () => {
    const media = new LocalMedia({ ...options, constraints: { audio: true, video: true } });
    await media.ready();
    expect(media.outgoing().placeholders).toEqual([]);
    media.replace("audio", null);
    expect(ids(media.outgoing().stream)).toEqual(["video:default", "audio:placeholder"]);
  });

  it("asks for nothing that the app never had", async () => {
    const media = new LocalMedia({ ...options, constraints: { audio: true } });
    await media.ready();
    expect(media.outgoing().placeholders).toEqual([]);
    const receiving = new LocalMedia({ ...options, role: "recvonly" });
    await receiving.ready();
    expect(receiving.outgoing()).toEqual({ stream: null, placeholders: [] });
  });

  it("follows each change of the app's media until it stops", async () => {
    const source = createLocalMedia();
    const media = new LocalMedia({ ...options, media: source });
    await media.ready();
    const heard: string[] = [];
    const stop = media.follow((kind, track) => heard.push(`${kind}:${track ? "track" : "none"}`));
    source.turnOff("audio");
    await source.startScreen();
    await source.turnOn("audio");
    expect(heard).toEqual(["audio:none", "video:track", "audio:track"]);
    stop();
    source.close();
    expect(heard).toHaveLength(3);
  });

  it("leaves the app's devices open when the call ends, and stops its own", async () => {
    const source = createLocalMedia();
    const apps = new LocalMedia({ ...options, media: source });
    await apps.ready();
    apps.release();
    expect(devices.live()).toHaveLength(2);
    source.close();
    const own = new LocalMedia({ ...options, constraints: { audio: true } });
    await own.ready();
    expect(devices.live()).toHaveLength(1);
    own.release();
    expect(devices.live()).toEqual([]);
  });
});
