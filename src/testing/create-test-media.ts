import { createStore } from "zustand/vanilla";
import { Processing } from "../devices/processing.ts";
import type { LocalDeviceState, LocalMediaSource, LocalMediaState } from "../devices/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { type MediaKind, mediaKinds } from "../status.ts";
import { createGeneratedStream, type GeneratedStream } from "./generated-stream.ts";
import { createTestStream, createTestTrack } from "./test-tracks.ts";

/** The result when a device is turned on. */
export type TestDevice =
  | "works"
  | "unused"
  | "device-permission-denied"
  | "device-not-found"
  | "device-in-use";

export interface TestMediaOptions {
  /** Default `works`. */
  readonly microphone?: TestDevice;
  /** Default `works`. */
  readonly camera?: TestDevice;
  /** Already on, without `open`. Default none. */
  readonly on?: readonly MediaKind[];
}

/** Local media without a device, processors included: give it to `useLocalMedia`, to `<Meeting>` or to a call. */
export interface TestMedia extends LocalMediaSource {
  readonly script: {
    /** The device is unplugged. */
    loses(kind: MediaKind): void;
    /** Another device replaces the unplugged one. */
    fallsBack(kind: MediaKind): void;
    /** The system mutes the device. */
    mutes(kind: MediaKind): void;
    /** The system unmutes the device. */
    unmutes(kind: MediaKind): void;
    /** Sets the result of turning the device on. */
    answers(kind: MediaKind, device: Exclude<TestDevice, "unused">): void;
  };
}

const names = { audio: "microphone", video: "camera" } as const;

export function createTestMedia({
  microphone = "works",
  camera = "works",
  on = [],
}: TestMediaOptions = {}): TestMedia {
  const answers: Record<MediaKind, TestDevice> = { audio: microphone, video: camera };
  const kinds = mediaKinds.filter((kind) => answers[kind] !== "unused");
  const first = (kind: MediaKind): LocalDeviceState => ({
    deviceId: null,
    status: answers[kind] === "unused" ? "unused" : "off",
  });
  const store = createStore<LocalMediaState>(() => ({
    microphone: first("audio"),
    camera: first("video"),
    speakerId: null,
    screen: null,
    stream: null,
  }));
  const generatedFor = new Map<MediaStreamTrack, GeneratedStream>();
  const device = (kind: MediaKind): LocalDeviceState => store.getState()[names[kind]];
  const opened = new Map<MediaKind, Opened>();
  const processing = {
    audio: new Processing("audio", null, () => show("audio")),
    video: new Processing("video", null, () => show("video")),
  };
  const track = (kind: MediaKind): MediaStreamTrack | null => {
    const state = device(kind);
    return "track" in state ? state.track : null;
  };

  /** A generated track if the environment supports media, otherwise an empty one. */
  const newTrack = (kind: MediaKind, label: string): MediaStreamTrack => {
    const generated = createGeneratedStream({
      hue: kind === "video" ? 210 : null,
      toneHz: kind === "audio" ? 0 : null,
    });
    const made = generated.stream?.getTracks()[0] ?? createTestTrack(kind, label);
    generatedFor.set(made, generated);
    return made;
  };
  const stop = (stopped: MediaStreamTrack | null): void => {
    if (!stopped) return;
    stopped.stop();
    generatedFor.get(stopped)?.release();
    generatedFor.delete(stopped);
  };

  const update = (change: Partial<LocalMediaState>): void => {
    store.setState(change);
    const { screen, stream } = store.getState();
    const tracks = [track("audio"), screen ?? track("video")].filter((one) => one !== null);
    const old = stream?.getTracks() ?? [];
    if (old.length === tracks.length && tracks.every((one) => old.includes(one))) return;
    store.setState({ stream: tracks.length > 0 ? createTestStream(tracks) : null });
  };
  const set = (kind: MediaKind, state: WithoutDeviceId<LocalDeviceState>): void =>
    update({ [names[kind]]: { deviceId: device(kind).deviceId, ...state } });
  const show = (kind: MediaKind): void => {
    const device = opened.get(kind);
    if (!device) return;
    const { source, muted, ...more } = device;
    const { sent, state } = processing[kind];
    const status = muted ? "muted" : "on";
    if (sent) set(kind, { status, track: sent, ...more, ...(state && { source, processor: state }) });
    else set(kind, { status: "opening" });
  };
  const use = (kind: MediaKind, device: Opened): void => {
    opened.set(kind, device);
    processing[kind].use(device.source);
    show(kind);
  };
  const release = (kind: MediaKind): void => {
    processing[kind].stop();
    stop(opened.get(kind)?.source ?? null);
    opened.delete(kind);
  };
  const turnOn = (kind: MediaKind): void => {
    const answer = answers[kind];
    if (answer === "unused" || opened.has(kind)) return;
    if (answer === "works") use(kind, { source: newTrack(kind, `Test ${names[kind]}`), muted: false });
    else
      set(kind, { status: "failed", error: new SoraE2EEError(answer, `Scripted: ${answer}.`), lost: false });
  };
  const turnOff = (kind: MediaKind): void => {
    release(kind);
    if (device(kind).status !== "unused") set(kind, { status: "off" });
  };
  const mute = (kind: MediaKind, muted: boolean): void => {
    const device = opened.get(kind);
    if (!device) return;
    opened.set(kind, { ...device, muted });
    show(kind);
  };
  const stopScreen = (): void => {
    stop(store.getState().screen);
    update({ screen: null });
  };

  for (const kind of on) turnOn(kind);
  return {
    store,
    kinds,
    open: async () => kinds.forEach(turnOn),
    turnOn: async (kind) => turnOn(kind),
    turnOff,
    choose: async (kind, deviceId) => {
      const wanted = device(kind).status !== "off";
      turnOff(kind);
      update({ [names[kind]]: { ...device(kind), deviceId } });
      if (wanted) turnOn(kind);
    },
    chooseSpeaker: (speakerId) => update({ speakerId }),
    setProcessors: ({ camera = null, microphone = null }) => {
      processing.audio.set(microphone);
      processing.video.set(camera);
    },
    startScreen: async () => {
      update({ screen: newTrack("video", "Test screen") });
    },
    stopScreen,
    close: () => {
      stopScreen();
      kinds.forEach(turnOff);
    },
    script: {
      loses: (kind) => {
        release(kind);
        const error = new SoraE2EEError("device-not-found", "Scripted: the device was unplugged.");
        set(kind, { status: "failed", error, lost: true });
      },
      fallsBack: (kind) => {
        const fallbackFor = opened.get(kind)?.source.label ?? "";
        release(kind);
        use(kind, { source: newTrack(kind, `Another ${names[kind]}`), muted: false, fallbackFor });
      },
      mutes: (kind) => mute(kind, true),
      unmutes: (kind) => mute(kind, false),
      answers: (kind, answer) => {
        answers[kind] = answer;
      },
    },
  };
}

/** A device that is on, as the script has it. */
interface Opened {
  readonly source: MediaStreamTrack;
  readonly muted: boolean;
  readonly fallbackFor?: string;
}

type WithoutDeviceId<State> = State extends unknown ? Omit<State, "deviceId"> : never;
