import { vi } from "vitest";

export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  muted = false;
  readonly kind: string;
  readonly deviceId: string;
  readonly label: string;

  constructor(kind: string, deviceId = "default") {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
    this.label = `${deviceId} ${kind}`;
  }

  getSettings(): MediaTrackSettings {
    return this.deviceId === "screen"
      ? ({ displaySurface: "monitor" } as MediaTrackSettings)
      : { deviceId: this.deviceId };
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId);
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The system mutes or unmutes it. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }

  /** The device is gone, so the browser ends the track. */
  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

class FakeStream {
  readonly #tracks: FakeTrack[];

  constructor(tracks: readonly FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }

  getTracks(): FakeTrack[] {
    return this.#tracks;
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }
}

type Asked = { audio?: MediaTrackConstraints | boolean; video?: MediaTrackConstraints | boolean };

/** A computer with a camera and a microphone, instead of the browser's. */
export function fakeDevices() {
  const opened: FakeTrack[] = [];
  const asked: Asked[] = [];
  /** The `DOMException` name of the refusal, by kind. */
  const refusals: { audio?: string; video?: string; screen?: string } = {};
  const listed: { kind: MediaDeviceKind; deviceId: string }[] = [];
  const listeners = { added: 0, removed: 0 };
  let gate: Promise<void> = Promise.resolve();

  const open = (kind: "audio" | "video", constraints: MediaTrackConstraints | boolean) => {
    const id =
      typeof constraints === "object" ? (constraints.deviceId as ConstrainDOMStringParameters) : null;
    const input = kind === "audio" ? "audioinput" : "videoinput";
    const first = listed.find((device) => device.kind === input)?.deviceId ?? "default";
    const track = new FakeTrack(kind, String(id?.exact ?? id?.ideal ?? first));
    opened.push(track);
    return track;
  };
  const made = {
    /**
     * True when the person turns on the sound of a screen. `unsupported`: this browser has no sound for
     * screens.
     */
    screenSound: false as boolean | "unsupported",
  };
  const refuse = (name: string) => Object.assign(new Error(name), { name });

  const mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: async (constraints: Asked) => {
      asked.push(constraints);
      await gate;
      const kinds = (["audio", "video"] as const).filter((kind) => constraints[kind]);
      for (const kind of kinds) if (refusals[kind]) throw refuse(refusals[kind]);
      return new FakeStream(kinds.map((kind) => open(kind, constraints[kind] ?? true)));
    },
    getDisplayMedia: async ({ audio }: Asked = {}) => {
      if (refusals.screen) throw refuse(refusals.screen);
      const ofScreen = { deviceId: { exact: "screen" } };
      const sound = audio && made.screenSound === true ? [open("audio", ofScreen)] : [];
      return new FakeStream([open("video", ofScreen), ...sound]);
    },
    getSupportedConstraints: () => ({ suppressLocalAudioPlayback: made.screenSound !== "unsupported" }),
    enumerateDevices: async () => [...listed],
  });
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  mediaDevices.addEventListener = (type: string, ...rest: unknown[]) => {
    listeners.added += 1;
    const [, options] = rest as [unknown, { signal?: AbortSignal } | undefined];
    options?.signal?.addEventListener("abort", () => {
      listeners.removed += 1;
    });
    addEventListener.apply(mediaDevices, [type, ...rest] as Parameters<typeof addEventListener>);
  };
  mediaDevices.removeEventListener = removeEventListener;

  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal(
    "navigator",
    Object.create(globalThis.navigator ?? {}, { mediaDevices: { value: mediaDevices } }),
  );

  return Object.assign(made, {
    opened,
    asked,
    refusals,
    listed,
    listeners,
    live: () => opened.filter(({ readyState }) => readyState === "live"),
    plug: (kind: MediaDeviceKind, deviceId: string) => {
      listed.push({ kind, deviceId });
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    /** Unplugs the device: it disappears from the list, and the browser ends its tracks. */
    pull: (deviceId: string) => {
      const at = listed.findIndex((device) => device.deviceId === deviceId);
      if (at >= 0) listed.splice(at, 1);
      for (const track of opened) {
        if (track.deviceId === deviceId && track.readyState === "live") track.unplug();
      }
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    /** Prompts stay open until the returned function is called. */
    holdPrompts: () => {
      let release = (): void => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  });
}
