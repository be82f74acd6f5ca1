import { vi } from "vitest";
import { FakeTrack } from "./fake-devices.ts";

class FakeStream {
  readonly #tracks: readonly MediaStreamTrack[];
  constructor(tracks: readonly MediaStreamTrack[] = []) {
    this.#tracks = tracks;
  }
  getTracks() {
    return [...this.#tracks];
  }
  getAudioTracks() {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }
  getVideoTracks() {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }
}

/** jsdom cannot record, so these are an empty recorder, sound and pictures that record their calls. */
export function fakeRecorder() {
  const recorders: FakeMediaRecorder[] = [];
  const heard = new Set<MediaStreamTrack>();
  const made: FakeTrack[] = [];
  let contexts = 0;

  class FakeMediaRecorder extends EventTarget {
    static isTypeSupported = (type: string) => type === "video/webm;codecs=vp8,opus";
    state: RecordingState = "inactive";
    constructor() {
      super();
      recorders.push(this);
    }
    start() {
      this.state = "recording";
    }
    /** A second was recorded. */
    gives(size: number) {
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob(["x".repeat(size)]) }));
    }
    stop() {
      this.state = "inactive";
      queueMicrotask(() => {
        this.gives(10);
        this.dispatchEvent(new Event("stop"));
      });
    }
  }

  const track = (kind: string) => {
    const one = new FakeTrack(kind);
    made.push(one);
    return one as unknown as MediaStreamTrack;
  };

  class FakeAudioContext extends EventTarget {
    state = "running";
    constructor() {
      super();
      contexts += 1;
    }
    createMediaStreamDestination() {
      return { stream: new FakeStream([track("audio")]) };
    }
    createMediaStreamSource(stream: FakeStream) {
      const [one] = stream.getAudioTracks();
      if (one) heard.add(one);
      return { connect: () => undefined, disconnect: () => one && heard.delete(one) };
    }
    async close() {
      contexts -= 1;
    }
  }

  vi.stubGlobal("MediaRecorder", FakeMediaRecorder);
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("MediaStream", FakeStream);
  const drawn: string[] = [];
  const context = new Proxy(
    { fillText: (text: string) => void drawn.push(text), measureText: () => ({ width: 10 }) },
    { get: (target, name) => Reflect.get(target, name) ?? (() => undefined), set: () => true },
  );
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  HTMLCanvasElement.prototype.captureStream = () => new FakeStream([track("video")]) as never;
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
  return {
    latest: () => recorders.at(-1),
    /** The tracks that are mixed into the sound now. */
    heard,
    /** The texts that were drawn into the picture so far. */
    drawn,
    /** True when everything that was opened is closed. */
    isReleased: () => contexts === 0 && made.every(({ readyState }) => readyState === "ended"),
  };
}
