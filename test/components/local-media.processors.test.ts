import {
  createLocalMedia,
  type LocalMediaSource,
  type ProcessedTrack,
  type TrackProcessor,
} from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack, fakeDevices } from "./support/fake-devices.ts";

let devices: ReturnType<typeof fakeDevices>;

beforeEach(() => {
  devices = fakeDevices();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const state = (media: LocalMediaSource) => media.store.getState();
const camera = (media: LocalMediaSource) => state(media).camera;
const sent = (media: LocalMediaSource) =>
  state(media)
    .stream?.getTracks()
    .find(({ kind }) => kind === "video") as unknown as FakeTrack | undefined;
const own = () => devices.live().find(({ kind }) => kind === "video")!;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;
const failed = {
  processor: { status: "failed", error: { name: "SoraE2EEError", code: "processor-failed" } },
};

/** A processor that makes a new track for each track of the device, and records its calls. */
function effect(kind = "video") {
  const calls: { given: MediaStreamTrack; made: FakeTrack; signal: AbortSignal; disposed: number }[] = [];
  const processor: TrackProcessor = async (given, { signal }) => {
    const call = { given, made: new FakeTrack(kind, "made"), signal, disposed: 0 };
    calls.push(call);
    return {
      track: asTrack(call.made),
      dispose: () => {
        call.disposed += 1;
      },
    };
  };
  return { processor, calls, last: () => calls.at(-1)! };
}

/** A processor that answers when the test wants it to. */
function slow() {
  let answer: (track: ProcessedTrack) => void = () => undefined;
  const answered = new Promise<ProcessedTrack>((resolve) => {
    answer = resolve;
  });
  return { processor: () => answered, answer: (track: FakeTrack) => answer(asTrack(track)) };
}

async function opened(processor: TrackProcessor): Promise<LocalMediaSource> {
  const media = createLocalMedia({ audio: false, processors: { camera: processor } });
  await media.open();
  return media;
}

describe("processors of local media", () => {
  it("send the processor's track, and still give access to the device's own track", async () => {
    const { processor, last } = effect();
    const media = await opened(processor);
    expect(last().given).toBe(own());
    expect(camera(media)).toMatchObject({ status: "on", processor: { status: "on" } });
    expect(camera(media)).toMatchObject({ track: last().made, source: own() });
    expect(sent(media)).toBe(last().made);
  });

  it("may return the track unchanged", async () => {
    const media = createLocalMedia({
      processors: { camera: (track) => track, microphone: async (track) => track },
    });
    await media.open();
    expect(state(media)).toMatchObject({
      microphone: { status: "on", processor: { status: "on" } },
      camera: { status: "on", track: own(), processor: { status: "on" } },
    });
    media.setProcessors({});
    expect(devices.live()).toHaveLength(2);
    expect(camera(media)).not.toHaveProperty("processor");
  });

  it("do not send the plain track before the processor has answered", async () => {
    const { processor, answer } = slow();
    const media = createLocalMedia({ audio: false, processors: { camera: processor } });
    const opening = media.open();
    await settle();
    expect(devices.live()).toHaveLength(1);
    expect(state(media)).toMatchObject({ camera: { status: "opening" }, stream: null });
    answer(new FakeTrack("video", "made"));
    await opening;
    expect(sent(media)?.deviceId).toBe("made");
  });

  it("are called for each track that the device opens, and released with each closed track", async () => {
    for (const id of ["usb", "built-in"]) devices.plug("videoinput", id);
    const { processor, calls, last } = effect();
    const media = await opened(processor);
    await media.choose("video", "usb");
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({ disposed: 1, made: { readyState: "ended" }, signal: { aborted: true } });
    media.turnOff("video");
    expect(last()).toMatchObject({ disposed: 1, made: { readyState: "ended" } });
    await media.turnOn("video");
    devices.pull("usb");
    await vi.waitFor(() =>
      expect(camera(media)).toMatchObject({ fallbackFor: "usb video", track: last().made }),
    );
    expect(calls).toHaveLength(4);
    devices.plug("videoinput", "usb");
    await vi.waitFor(() => expect(calls).toHaveLength(5));
    await vi.waitFor(() => expect(sent(media)).toBe(last().made));
    media.close();
    expect(calls.map(({ disposed }) => disposed)).toEqual([1, 1, 1, 1, 1]);
    expect(devices.live()).toEqual([]);
  });

  it("are swapped without opening the device again, and the old one is sent until the new one answers", async () => {
    const first = effect();
    const second = slow();
    const media = await opened(first.processor);
    media.setProcessors({ camera: second.processor });
    await settle();
    expect(camera(media)).toMatchObject({ status: "on", processor: { status: "starting" } });
    expect(sent(media)).toBe(first.last().made);
    expect(first.last().disposed).toBe(0);
    const made = new FakeTrack("video", "second");
    second.answer(made);
    await vi.waitFor(() => expect(sent(media)).toBe(made));
    expect(first.last()).toMatchObject({ disposed: 1, made: { readyState: "ended" } });
    media.setProcessors({});
    expect(sent(media)).toBe(own());
    expect(camera(media)).not.toHaveProperty("processor");
    expect(made.readyState).toBe("ended");
    expect(devices.opened).toHaveLength(1);
  });

  it("do not restart when the same function is given again", async () => {
    const { processor, calls } = effect();
    const media = await opened(processor);
    const before = state(media);
    media.setProcessors({ camera: processor });
    expect(state(media)).toBe(before);
    expect(calls).toHaveLength(1);
  });

  it("discard a processor's answer after it was replaced or the device was turned off", async () => {
    for (const end of ["replaced", "off"]) {
      const { processor, answer } = slow();
      const media = createLocalMedia({ audio: false, processors: { camera: processor } });
      const opening = media.open();
      await settle();
      if (end === "off") media.turnOff("video");
      else media.setProcessors({});
      await opening;
      const late = new FakeTrack("video", "late");
      answer(late);
      await settle();
      expect(late.readyState).toBe("ended");
      expect(camera(media).status).toBe(end === "off" ? "off" : "on");
      media.close();
    }
  });

  const thrown = new Error("no model");
  const ended = () => Object.assign(new FakeTrack("video"), { readyState: "ended" });
  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw thrown;
      },
    ],
    ["rejects", () => Promise.reject(thrown)],
    ["answers with nothing", () => undefined],
    ["answers with a text", () => "track"],
    ["answers with an object without a track", () => ({ dispose: () => Promise.reject(thrown) })],
    [
      "answers with an object that cannot be read",
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw thrown;
            },
          },
        ),
    ],
    [
      "answers with an object that only looks like a track",
      () => ({ kind: "video", readyState: "live", stop: () => undefined }),
    ],
    ["answers with a track of another kind", () => new FakeTrack("audio")],
    ["answers with a track that has ended", ended],
    [
      "answers with an ended track and fails to put it away",
      () => ({
        track: ended(),
        dispose: () => {
          throw thrown;
        },
      }),
    ],
  ])("send the plain track, and give the reason, when the processor %s", async (_what, processor) => {
    const media = await opened(processor as TrackProcessor);
    expect(camera(media)).toMatchObject({ status: "on", track: own(), source: own(), ...failed });
    expect(sent(media)).toBe(own());
  });

  it("give the cause of a failure", async () => {
    const media = await opened(() => Promise.reject(thrown));
    expect(camera(media)).toMatchObject({ processor: { error: { cause: thrown } } });
  });

  it("release an unusable result of a processor", async () => {
    const dispose = vi.fn();
    const wrong = new FakeTrack("audio");
    await opened(() => ({ track: asTrack(wrong), dispose }));
    expect(dispose).toHaveBeenCalledOnce();
    expect(wrong.readyState).toBe("ended");
  });

  it("send the plain track when the processor does not answer in time, and discard a late answer", async () => {
    vi.useFakeTimers();
    const { processor, answer } = slow();
    const media = createLocalMedia({ audio: false, processors: { camera: processor } });
    const opening = media.open();
    await vi.advanceTimersByTimeAsync(10_000);
    await opening;
    expect(camera(media)).toMatchObject({ status: "on", track: own(), ...failed });
    const late = new FakeTrack("video", "late");
    answer(late);
    await vi.advanceTimersByTimeAsync(0);
    expect(late.readyState).toBe("ended");
    expect(sent(media)).toBe(own());
  });

  it.each(["by an event", "without an event"])(
    "send the plain track when the processor's track ends later, %s",
    async (how) => {
      vi.useFakeTimers();
      const { processor, last } = effect();
      const media = await opened(processor);
      if (how === "by an event") last().made.unplug();
      else last().made.stop();
      await vi.advanceTimersByTimeAsync(500);
      expect(camera(media)).toMatchObject({ status: "on", track: own(), ...failed });
      expect(last().disposed).toBe(1);
    },
  );

  it("start again after a failure with the next track of the device", async () => {
    let works = false;
    const media = await opened((track) => (works ? track : Promise.reject(thrown)));
    expect(camera(media)).toMatchObject(failed);
    works = true;
    media.turnOff("video");
    await media.turnOn("video");
    expect(camera(media)).toMatchObject({ processor: { status: "on" } });
  });

  it("report a lost device, and not a failed processor, when both tracks end", async () => {
    const { processor, last } = effect();
    const media = await opened(processor);
    const device = own();
    device.stop();
    last().made.unplug();
    device.dispatchEvent(new Event("ended"));
    expect(camera(media)).toMatchObject({
      status: "failed",
      lost: true,
      error: { code: "device-not-found" },
    });
    expect(last().disposed).toBe(1);
  });

  it("report a processor that stopped the track of the device, because there is no plain track to send", async () => {
    vi.useFakeTimers();
    const stopping: TrackProcessor = (track) => {
      track.stop();
      throw thrown;
    };
    const later = effect();
    for (const end of ["at once", "later", "as it is put away"]) {
      const processor: TrackProcessor =
        end === "as it is put away"
          ? (track) => ({ track: asTrack(new FakeTrack("video")), dispose: () => track.stop() })
          : later.processor;
      const media = await opened(end === "at once" ? stopping : processor);
      if (end === "later") own().stop();
      if (end === "as it is put away") media.setProcessors({});
      await vi.advanceTimersByTimeAsync(500);
      expect(camera(media)).toMatchObject({
        status: "failed",
        lost: false,
        error: { code: "processor-failed" },
      });
      expect(state(media).stream).toBeNull();
      media.close();
    }
  });

  it("still report when the system mutes the device", async () => {
    const { processor, last } = effect();
    const media = await opened(processor);
    own().setMuted(true);
    expect(camera(media)).toMatchObject({ status: "muted", track: last().made });
    own().setMuted(false);
    expect(camera(media)).toMatchObject({ status: "on", track: last().made });
  });

  it("do not touch a shared screen", async () => {
    const { processor, calls } = effect();
    const media = await opened(processor);
    await media.startScreen();
    expect(sent(media)?.deviceId).toBe("screen");
    media.stopScreen();
    expect(sent(media)).toBe(calls[0]?.made);
    expect(calls).toHaveLength(1);
  });

  it.each([null, 5, "blur", { camera: "blur" }, { microphone: {} }])(
    "are refused when they are %j",
    (processors) => {
      const invalid = expect.objectContaining({ code: "invalid-options" });
      const given = processors as unknown as Parameters<LocalMediaSource["setProcessors"]>[0];
      expect(() => createLocalMedia({ processors: given })).toThrow(invalid);
      expect(() => createLocalMedia().setProcessors(given)).toThrow(invalid);
    },
  );
});
