export interface TrackWatchEvents {
  /** The system or the browser muted or unmuted it: see `track.muted`. */
  onMuted(): void;
  /** It ended, but not by `stop`, which fires no event. */
  onEnded(): void;
}

/** Watches for changes of a track that come from outside of the page. */
export class TrackWatch {
  readonly #watching = new AbortController();

  constructor(track: MediaStreamTrack, { onMuted, onEnded }: TrackWatchEvents) {
    const { signal } = this.#watching;
    track.addEventListener("mute", onMuted, { signal });
    track.addEventListener("unmute", onMuted, { signal });
    track.addEventListener("ended", onEnded, { signal });
  }

  stop(): void {
    this.#watching.abort();
  }
}
