import { openDevices } from "../devices/open-devices.ts";
import { createPlaceholder, type Placeholder } from "../devices/placeholder.ts";
import type { MediaKind } from "../status.ts";
import type { SoraCallOptions } from "./types.ts";

/** What a connection begins with. */
export interface Outgoing {
  /** Null for `recvonly`. */
  readonly stream: MediaStream | null;
  /** Those tracks of `stream` that are there only to be negotiated: to be replaced at once, and released. */
  readonly placeholders: readonly Placeholder[];
}

/** What a call sends, over all of its connections: knows which tracks the library opened, and so has to stop. */
export class LocalMedia {
  readonly #options: SoraCallOptions;
  readonly #own = new Set<MediaStreamTrack>();
  /** What connections negotiate, whether there is a track of it at that moment or not. */
  readonly #kinds = new Set<MediaKind>();
  #opening: Promise<void> | null = null;
  #stream: MediaStream | null = null;
  #released = false;

  constructor(options: SoraCallOptions) {
    this.#options = options;
    for (const kind of options.media?.kinds ?? []) this.#kinds.add(kind);
  }

  /**
   * What to send now; null for `recvonly`. The first time it opens the devices that the options ask for.
   * @throws {SoraE2EEError} `device-permission-denied`, `device-not-found`, `device-in-use` or `invalid-options`.
   */
  async ready(): Promise<MediaStream | null> {
    this.#opening ??= this.#open();
    await this.#opening;
    return this.#stream;
  }

  /** The track that is sent now. */
  track(kind: MediaKind): MediaStreamTrack | null {
    return this.#stream?.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** What to connect with: what is muted at this moment must be there all the same, or it could never come back. */
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

  /** Puts `track` in the place of those of its kind. The stream is a new one: held streams are never changed. */
  replace(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const all = this.#stream?.getTracks() ?? [];
    const others = all.filter((old) => old.kind !== kind);
    for (const old of all) if (old.kind === kind && old !== track) this.#stop(old);
    this.#stream = new MediaStream(track ? [...others, track] : others);
    return this.#stream;
  }

  /** Calls back with each track that the app's `media` puts in the place of another. Returns how to stop. */
  follow(onTrack: (kind: MediaKind, track: MediaStreamTrack | null) => void): () => void {
    const { media } = this.#options;
    if (!media) return () => undefined;
    return media.store.subscribe(({ stream }, before) => {
      if (stream === before.stream) return;
      for (const kind of media.kinds) {
        const track = trackOf(stream, kind);
        if (track !== trackOf(before.stream, kind)) onTrack(kind, track);
      }
    });
  }

  /** Stops what the library opened. */
  release(): void {
    this.#released = true;
    for (const track of this.#own) this.#stop(track);
  }

  async #open(): Promise<void> {
    const { role, stream, constraints, media } = this.#options;
    if (role === "recvonly") return;
    if (media) {
      await media.open();
      this.#stream = media.store.getState().stream ?? new MediaStream();
      return;
    }
    this.#stream = stream ?? (await openDevices(constraints ?? { audio: true, video: true }));
    for (const { kind } of this.#stream.getTracks()) this.#kinds.add(kind === "audio" ? "audio" : "video");
    if (stream) return;
    for (const track of this.#stream.getTracks()) this.#own.add(track);
    // The permission prompt can outlive the call.
    if (this.#released) this.release();
  }

  #stop(track: MediaStreamTrack): void {
    if (this.#own.delete(track)) track.stop();
  }
}

function trackOf(stream: MediaStream | null, kind: MediaKind): MediaStreamTrack | null {
  return stream?.getTracks().find((track) => track.kind === kind) ?? null;
}
