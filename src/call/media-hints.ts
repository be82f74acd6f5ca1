import { type MediaHint, writeMediaHint } from "../e2ee/messages/media-hint.ts";
import type { PeerFacts } from "../status.ts";

export interface MediaHintsOptions {
  /** The media that we send at this moment. */
  readonly current: () => MediaHint;
  /** Seals and sends; null for everybody. May reject: hints are a convenience. */
  readonly send: (data: Uint8Array<ArrayBuffer>, to: string | null) => Promise<void>;
}

/**
 * Tells our own kind of peers at once when a microphone or camera is turned off or on. Without it they wait for frames,
 * or for their absence.
 */
export class MediaHints {
  readonly #options: MediaHintsOptions;
  /** Peers whose keys we have: they have ours, or will soon. */
  readonly #told = new Set<string>();
  #last: MediaHint;

  constructor(options: MediaHintsOptions) {
    this.#options = options;
    this.#last = options.current();
  }

  /** After a track came or went. */
  update(): void {
    const now = this.#options.current();
    if (now.audio === this.#last.audio && now.video === this.#last.video) return;
    this.#last = now;
    this.#send(now, null);
  }

  /** A peer that is new to us learns what is off already. */
  observed(peers: readonly PeerFacts[]): void {
    for (const { connectionId, keyId } of peers) {
      if (keyId === null || this.#told.has(connectionId)) continue;
      this.#told.add(connectionId);
      const now = this.#options.current();
      if (!now.audio || !now.video) this.#send(now, connectionId);
    }
  }

  forget(connectionId: string): void {
    this.#told.delete(connectionId);
  }

  #send(hint: MediaHint, to: string | null): void {
    this.#options.send(writeMediaHint(hint), to).catch(() => undefined);
  }
}
