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
  /**
   * The placeholder tracks in `stream`, which exist only for the negotiation. They are replaced at once and
   * released.
   */
  readonly placeholders: readonly Placeholder[];
}

export interface LocalMediaEvents {
  /** This kind now sends another track, or none. `stream` holds all sent tracks. */
  onTrack(kind: MediaKind, track: MediaStreamTrack | null, stream: MediaStream): void;
  onDevice(kind: MediaKind, status: SelfDeviceStatus): void;
}

/**
 * The media that a call sends over all of its connections. It stops only the tracks that the library opened.
 */
export class LocalMedia {
  readonly #options: LocalMediaOptions;
  readonly #events: LocalMediaEvents;
  /** The kinds of media that connections negotiate, also without a track at that moment. */
  readonly #kinds = new Set<MediaKind>();
  /** The app's media, or the tracks that the library opens for `constraints`. */
  readonly #source: LocalMediaSource | null;
  readonly #own: DeviceMedia | null;
  /** Kinds for which the app replaced an opened track with its own. */
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

  /** The track that is sent at this moment. */
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

  /**
   * Replaces the tracks of a kind with a track of the app, and releases the device that the library opened.
   */
  replace(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const stream = this.#put(kind, track);
    if (!this.#own || track !== deviceTrack(this.#own, kind)) {
      this.#replaced.add(kind);
      this.#own?.turnOff(kind);
      this.#watch(kind, track);
    }
    // Without a track that had already ended.
    return this.#stream ?? stream;
  }

  /** Stops the tracks that the library opened. */
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
    // Empty constraints reach the browser, whose error explains the problem.
    if (own.kinds.length === 0) await openDevices(this.#options.constraints ?? {});
    await own.openOrThrow();
    // The permission prompt can outlast the call.
    if (this.#released) own.close();
  }

  /** The stream is a new one: held streams are never changed. */
  #put(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const others = (this.#stream?.getTracks() ?? []).filter((old) => old.kind !== kind);
    this.#stream = new MediaStream(track ? [...others, track] : others);
    return this.#stream;
  }

  #follow(state: SourceState, before: SourceState): void {
    // The result of `open` replaces all held media.
    if (!this.#stream) return;
    for (const kind of this.#source?.kinds ?? []) {
      const track = trackOf(state.stream, kind);
      const changed = track !== trackOf(before.stream, kind);
      // The app's own media win over a replacement. A device that the library opened does not.
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

  /** A track of the app, which the library watches for its end. */
  #watch(kind: MediaKind, track: MediaStreamTrack | null): void {
    this.#watches.get(kind)?.stop();
    const tell = (): void => this.#events.onDevice(kind, !track ? "none" : track.muted ? "muted" : "on");
    const onEnded = (): void => {
      this.#events.onDevice(kind, "lost");
      this.#events.onTrack(kind, null, this.#put(kind, null));
    };
    // A track that ended before fires no event.
    if (track?.readyState === "ended" && !isScreen(track)) {
      onEnded();
      return;
    }
    tell();
    // The end of a screen is not a lost device, and `ScreenShare` restores the camera.
    if (!track || isScreen(track)) return;
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

/** Null while the device is opening. The previous state stays valid. */
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
