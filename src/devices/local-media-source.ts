import { createStore, type StoreApi } from "zustand/vanilla";
import type { MediaKind } from "../status.ts";
import { displayOptions, readOptions, readProcessors, requireDeviceId, requireKind } from "./arguments.ts";
import { LocalDevice } from "./local-device.ts";
import { openDevices } from "./open-devices.ts";
import type { MediaProcessors } from "./processor-types.ts";
import { readRemembered, remember } from "./remembered.ts";
import { ScreenTrack } from "./screen-track.ts";
import type { LocalMediaOptions, LocalMediaSource, LocalMediaState } from "./types.ts";

/**
 * Makes a source of local media. It opens no device, and uses no browser global except `localStorage`, and that
 * only with `remember`.
 */
export function createLocalMedia(options: LocalMediaOptions = {}): LocalMediaSource {
  return new DeviceMedia(options);
}

/** A class, so that a call's options compare two of them by identity. */
export class DeviceMedia implements LocalMediaSource {
  readonly store: StoreApi<LocalMediaState>;
  readonly kinds: readonly MediaKind[];
  readonly #devices: Readonly<Record<MediaKind, LocalDevice>>;
  readonly #screen: ScreenTrack;
  readonly #off: Record<MediaKind, boolean>;
  readonly #key: string | undefined;

  constructor(options: LocalMediaOptions) {
    const {
      audio = true,
      video = true,
      microphoneOff,
      cameraOff,
      remember: key,
      processors = {},
    } = readOptions(options);
    const kept = readRemembered(key);
    const update = (): void => this.#update();
    this.#key = key;
    this.#devices = {
      audio: new LocalDevice(
        "audio",
        audio,
        kept.microphoneId ?? null,
        processors.microphone ?? null,
        update,
      ),
      video: new LocalDevice("video", video, kept.cameraId ?? null, processors.camera ?? null, update),
    };
    this.#screen = new ScreenTrack(update);
    this.#off = {
      audio: kept.microphoneOff ?? microphoneOff ?? false,
      video: kept.cameraOff ?? cameraOff ?? false,
    };
    this.kinds = (["audio", "video"] as const).filter(
      (kind) => this.#devices[kind].state.status !== "unused",
    );
    this.store = createStore<LocalMediaState>(() => ({
      microphone: this.#devices.audio.state,
      camera: this.#devices.video.state,
      speakerId: kept.speakerId ?? null,
      screen: null,
      stream: null,
    }));
  }

  async open(): Promise<void> {
    await this.#open(this.kinds.filter((kind) => !this.#off[kind]));
  }

  async turnOn(kind: MediaKind): Promise<void> {
    requireKind(kind);
    this.#off[kind] = false;
    this.#keep();
    await this.#open([kind]);
  }

  turnOff(kind: MediaKind): void {
    requireKind(kind);
    this.#off[kind] = true;
    this.#devices[kind].close();
    this.#keep();
  }

  async choose(kind: MediaKind, deviceId: string | null): Promise<void> {
    requireKind(kind);
    requireDeviceId(deviceId);
    const device = this.#devices[kind];
    const { status } = device.state;
    device.close();
    device.choose(deviceId);
    this.#keep();
    if (status !== "off") await this.#open([kind]);
  }

  chooseSpeaker(speakerId: string | null): void {
    requireDeviceId(speakerId);
    this.store.setState({ speakerId });
    this.#keep();
  }

  setProcessors(processors: MediaProcessors): void {
    const { camera = null, microphone = null } = readProcessors(processors);
    this.#devices.audio.process(microphone);
    this.#devices.video.process(camera);
  }

  async startScreen(options?: DisplayMediaStreamOptions): Promise<void> {
    await this.#screen.start(displayOptions(options));
  }

  stopScreen(): void {
    this.#screen.stop();
  }

  close(): void {
    this.#screen.stop();
    for (const kind of this.kinds) this.#devices[kind].close();
  }

  /**
   * As `open`, but opens all or nothing.
   * @throws {SoraE2EEError} The errors of `openDevices`, with nothing
   * left open.
   */
  async openOrThrow(): Promise<void> {
    const begun = this.#begin(this.kinds);
    try {
      const tracks = (await openDevices(this.#constraints(this.kinds))).getTracks();
      for (const { device, opening } of begun) {
        const track = tracks.find(({ kind }) => kind === device.kind);
        if (track) device.adopt(opening, track);
      }
    } catch (error) {
      for (const { device } of begun) device.close();
      throw error;
    }
  }

  async #open(kinds: readonly MediaKind[]): Promise<void> {
    const begun = this.#begin(kinds);
    const together = begun.length > 1 ? await this.#openTogether() : null;
    for (const { device, opening } of begun) {
      const track = together?.find(({ kind }) => kind === device.kind);
      if (track) device.adopt(opening, track);
      // A joint request fails for both devices when one fails. Separate requests show the error of each, and the
      // other one works.
      else await device.open(opening);
    }
    await Promise.all(kinds.map((kind) => this.#devices[kind].settled));
  }

  #begin(kinds: readonly MediaKind[]) {
    return kinds.flatMap((kind) => {
      const device = this.#devices[kind];
      const opening = device.begin();
      return opening ? [{ device, opening }] : [];
    });
  }

  #constraints(kinds: readonly MediaKind[]): MediaStreamConstraints {
    return Object.fromEntries(kinds.map((kind) => [kind, this.#devices[kind].constraints]));
  }

  async #openTogether(): Promise<MediaStreamTrack[] | null> {
    try {
      return (await openDevices(this.#constraints(["audio", "video"]))).getTracks();
    } catch {
      return null;
    }
  }

  #update(): void {
    this.store.setState(({ stream }) => {
      const { audio, video } = this.#devices;
      const screen = this.#screen.track;
      const tracks = [audio.track, screen ?? video.track].filter((track) => track !== null);
      const old = stream?.getTracks() ?? [];
      const same = old.length === tracks.length && tracks.every((track) => old.includes(track));
      const next = tracks.length > 0 ? new MediaStream(tracks) : null;
      return { microphone: audio.state, camera: video.state, screen, stream: same ? stream : next };
    });
  }

  #keep(): void {
    const { microphone, camera, speakerId } = this.store.getState();
    remember(this.#key, {
      microphoneId: microphone.deviceId,
      cameraId: camera.deviceId,
      speakerId,
      microphoneOff: this.#off.audio,
      cameraOff: this.#off.video,
    });
  }
}
