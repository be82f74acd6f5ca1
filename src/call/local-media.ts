import { DeviceMedia } from "../devices/local-media-source.ts";
import { openDevices } from "../devices/open-devices.ts";
import { createPlaceholder, type Placeholder } from "../devices/placeholder.ts";
import { TrackWatch } from "../devices/track-watch.ts";
import type { LocalDeviceState, LocalMediaSource } from "../devices/types.ts";
import { isSilent, type Role } from "../protocol/types.ts";
import { type MediaKind, mediaKinds } from "../status.ts";
import type { SelfDeviceStatus } from "../store/types.ts";
import type { MediaOptions } from "./media-options.ts";

type LocalMediaOptions = MediaOptions & { readonly role?: Role };

/** The media at the start of a connection. */
export interface Outgoing {
  /** Null for `recvonly`. */
  readonly stream: MediaStream | null;
  /** Those tracks of `stream` that are there only to be negotiated: to be replaced at once, and released. */
  readonly placeholders: readonly Placeholder[];
}

export interface LocalMediaEvents {
  /** Another track, or none, is to be sent of this kind; `stream` is what is sent in all. */
  onTrack(kind: MediaKind, track: MediaStreamTrack | null, stream: MediaStream): void;
  onDevice(kind: MediaKind, status: SelfDeviceStatus): void;
}

/** The media that a call sends over all of its connections. It knows which tracks the library opened and has to stop. */
export class LocalMedia {
  readonly #options: LocalMediaOptions;
  readonly #events: LocalMediaEvents;
  /** The kinds of media that connections negotiate, also without a track at that moment. */
  readonly #kinds = new Set<MediaKind>();
  /** The app's media, or what the library opens for `constraints`. */
  readonly #source: LocalMediaSource | null;
  readonly #own: DeviceMedia | null;
  /** Kinds of which the app has put a track of its own in the place of an opened one. */
  readonly #replaced = new Set<MediaKind>();
  readonly #watches = new Map<MediaKind, TrackWatch>();
  readonly #unfollow: () => void;
  #opening: Promise<void> | null = null;
  #stream: MediaStream | null = null;
  #released = false;

  constructor(options: LocalMediaOptions, events: LocalMediaEvents) {
    this.#options = options;
    this.#events = events;
    this.#own = ownDevices(options);
    this.#source = options.media ?? this.#own;
    for (const kind of options.media?.kinds ?? []) this.#kinds.add(kind);
    this.#unfollow = this.#source?.store.subscribe((state, before) => this.#follow(state, before)) ?? noop;
  }

  /**
   * The stream to send now; null for `recvonly`. The first time it opens the devices that the options ask for.
   * @throws {SoraE2EEError} `device-permission-denied`, `device-not-found`, `device-in-use` or `invalid-options`.
   */
  async ready(): Promise<MediaStream | null> {
    this.#opening ??= this.#open();
    await this.#opening;
    return this.#stream;
  }

  /** The track that is sent now. */
  track(kind: MediaKind): MediaStreamTrack | null {
    return trackOf(this.#stream, kind);
  }

  /** The stream for connecting. It includes muted kinds, because a kind that is not negotiated cannot be turned on later. */
  outgoing(): Outgoing {
    const placeholders: Placeholder[] = [];
    for (const kind of this.#kinds) {
      const placeholder = this.track(kind) ? null : createPlaceholder(kind);
      if (placeholder) placeholders.push(placeholder);
    }
    if (placeholders.length === 0) return { stream: this.#stream, placeholders };
    const tracks = [...(this.#stream?.getTracks() ?? []), ...placeholders.map(({ track }) => track)];
    return { stream: new MediaStream(tracks), placeholders };
  }

  /** Puts a track of the app in the place of those of its kind, and releases the device that the library opened. */
  replace(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const stream = this.#put(kind, track);
    if (!this.#own || track !== deviceTrack(this.#own, kind)) {
      this.#replaced.add(kind);
      this.#own?.turnOff(kind);
      this.#watch(kind, track);
    }
    return stream;
  }

  /** Stops what the library opened. */
  release(): void {
    this.#released = true;
    this.#unfollow();
    for (const watch of this.#watches.values()) watch.stop();
    this.#own?.close();
  }

  async #open(): Promise<void> {
    const { role, stream, media } = this.#options;
    if (isSilent(role)) return;
    if (media) await media.open();
    else if (this.#own) await this.#openOwn(this.#own);
    this.#stream = stream ?? this.#source?.store.getState().stream ?? new MediaStream();
    if (!media) for (const { kind } of this.#stream.getTracks()) this.#kinds.add(kindOf(kind));
    if (stream) for (const kind of mediaKinds) this.#watch(kind, trackOf(stream, kind));
    for (const kind of this.#source?.kinds ?? []) this.#tellDevice(kind);
  }

  async #openOwn(own: DeviceMedia): Promise<void> {
    // Constraints that ask for nothing: the browser says what is wrong with them.
    if (own.kinds.length === 0) await openDevices(this.#options.constraints ?? {});
    await own.openOrThrow();
    // The permission prompt can outlive the call.
    if (this.#released) own.close();
  }

  /** The stream is a new one: held streams are never changed. */
  #put(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const others = (this.#stream?.getTracks() ?? []).filter((old) => old.kind !== kind);
    this.#stream = new MediaStream(track ? [...others, track] : others);
    return this.#stream;
  }

  #follow(state: SourceState, before: SourceState): void {
    // What `open` brings is taken as a whole.
    if (!this.#stream) return;
    for (const kind of this.#source?.kinds ?? []) {
      const track = trackOf(state.stream, kind);
      const changed = track !== trackOf(before.stream, kind);
      // The app's own media wins over what was put in its place; a device that the library opened does not.
      if (changed && !this.#own) this.#replaced.delete(kind);
      if (this.#replaced.has(kind)) continue;
      if (changed) {
        this.#watches.get(kind)?.stop();
        this.#events.onTrack(kind, track, this.#put(kind, track));
      }
      this.#tellDevice(kind);
    }
  }

  #tellDevice(kind: MediaKind): void {
    const state = this.#source?.store.getState();
    if (!state || this.#replaced.has(kind)) return;
    const status = statusOf(kind === "audio" ? state.microphone : state.camera);
    if (status !== null) this.#events.onDevice(kind, status);
  }

  /** A track of the app: it says itself what becomes of it. */
  #watch(kind: MediaKind, track: MediaStreamTrack | null): void {
    this.#watches.get(kind)?.stop();
    const tell = (): void => this.#events.onDevice(kind, !track ? "none" : track.muted ? "muted" : "on");
    tell();
    // A screen that ends is no device that was lost, and `ScreenShare` puts the camera back.
    if (!track || isScreen(track)) return;
    const onEnded = (): void => {
      this.#events.onDevice(kind, "lost");
      this.#events.onTrack(kind, null, this.#put(kind, null));
    };
    this.#watches.set(kind, new TrackWatch(track, { onMuted: tell, onEnded }));
  }
}

type SourceState = ReturnType<LocalMediaSource["store"]["getState"]>;

const noop = (): void => undefined;

function ownDevices({ role, stream, media, constraints }: LocalMediaOptions): DeviceMedia | null {
  if (isSilent(role) || stream || media) return null;
  const { audio = false, video = false } = constraints ?? { audio: true, video: true };
  return new DeviceMedia({ audio, video });
}

/** Null while it is opening: what it was before still holds. */
function statusOf(device: LocalDeviceState): SelfDeviceStatus | null {
  switch (device.status) {
    case "on":
      return device.fallbackFor === undefined ? "on" : "replaced";
    case "muted":
      return "muted";
    case "failed":
      return device.lost ? "lost" : "none";
    case "opening":
      return null;
    default:
      return "none";
  }
}

function deviceTrack(source: LocalMediaSource, kind: MediaKind): MediaStreamTrack | null {
  return trackOf(source.store.getState().stream, kind);
}

function trackOf(stream: MediaStream | null, kind: MediaKind): MediaStreamTrack | null {
  return stream?.getTracks().find((track) => track.kind === kind) ?? null;
}

function kindOf(kind: string): MediaKind {
  return kind === "audio" ? "audio" : "video";
}

function isScreen(track: MediaStreamTrack): boolean {
  return track.getSettings?.().displaySurface !== undefined;
}
