/**
 * One stream per peer, with the tracks whose receivers decrypt that peer's frames. The browser's own streams are
 * not shown, because the server's offers decide which tracks they have: it can also put one peer's track into
 * another peer's stream.
 */
export class PeerStreams {
  readonly #streams = new Map<string, MediaStream>();
  /** The peer of each track, also after the track was removed. */
  readonly #owners = new WeakMap<MediaStreamTrack, string>();
  /** Tracks that have belonged to several peers. */
  readonly #reused = new WeakSet<MediaStreamTrack>();

  /**
   * The track belongs to this peer from here on. `before`: another peer to which it belonged until now. `reused`: it
   * has belonged to another peer at some time.
   */
  add(
    connectionId: string,
    track: MediaStreamTrack,
  ): { readonly stream: MediaStream; readonly before: string | null; readonly reused: boolean } {
    const owner = this.#owners.get(track) ?? connectionId;
    if (owner !== connectionId) {
      this.remove(owner, track);
      this.#reused.add(track);
    }
    this.#owners.set(track, connectionId);
    const stream = this.#streams.get(connectionId) ?? new MediaStream();
    this.#streams.set(connectionId, stream);
    for (const other of stream.getTracks()) {
      if (other !== track && other.kind === track.kind) stream.removeTrack(other);
    }
    stream.addTrack(track);
    return { stream, before: owner === connectionId ? null : owner, reused: this.#reused.has(track) };
  }

  remove(connectionId: string, track: MediaStreamTrack): void {
    const stream = this.#streams.get(connectionId);
    if (!stream) return;
    stream.removeTrack(track);
    if (stream.getTracks().length === 0) this.#streams.delete(connectionId);
  }
}
