import type { MediaKind } from "../status.ts";

/** An empty track for environments without media. Events end and mute it, as in a browser. */
class TestTrack extends EventTarget {
  readonly id = crypto.randomUUID();
  readonly kind: MediaKind;
  readonly label: string;
  readonly contentHint = "";
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = "live";

  constructor(kind: MediaKind, label: string) {
    super();
    this.kind = kind;
    this.label = label;
  }

  stop(): void {
    this.readyState = "ended";
  }

  clone(): TestTrack {
    return new TestTrack(this.kind, this.label);
  }

  getSettings(): MediaTrackSettings {
    return {};
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  async applyConstraints(): Promise<void> {}
}

class TestStream extends EventTarget {
  readonly id = crypto.randomUUID();
  readonly #tracks: readonly MediaStreamTrack[];

  constructor(tracks: readonly MediaStreamTrack[]) {
    super();
    this.#tracks = tracks;
  }

  get active(): boolean {
    return this.#tracks.some(({ readyState }) => readyState === "live");
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }

  getTrackById(id: string): MediaStreamTrack | null {
    return this.#tracks.find((track) => track.id === id) ?? null;
  }

  clone(): TestStream {
    return new TestStream(this.#tracks.map((track) => track.clone()));
  }
}

/** The part of `MediaStreamTrack` that this library uses. */
export function createTestTrack(kind: MediaKind, label = `Test ${kind}`): MediaStreamTrack {
  return new TestTrack(kind, label) as unknown as MediaStreamTrack;
}

/** A `MediaStream` of these tracks, or a minimal replacement in environments without one, such as jsdom. */
export function createTestStream(tracks: readonly MediaStreamTrack[]): MediaStream {
  const real = typeof MediaStream !== "undefined" && !tracks.some((track) => track instanceof TestTrack);
  return real ? new MediaStream([...tracks]) : (new TestStream(tracks) as unknown as MediaStream);
}
