import { type MediaHint, writeMediaHint } from "../e2ee/messages/media-hint.ts";
import type { PeerFacts } from "../status.ts";

export interface MediaHintsOptions {
  /** The media that are sent at this moment. */
  readonly current: () => MediaHint;
  /** Seals and sends a hint. Null: to everybody. May reject, because hints are only a convenience. */
  readonly send: (data: Uint8Array<ArrayBuffer>, to: string | null) => Promise<void>;
}

/**
 * Tells peers at once when a microphone or camera is turned off or on. Without hints, peers notice it by the
 * frames.
 */
export class MediaHints {
  readonly #options: MediaHintsOptions;
  /** Peers whose keys we have. They have our key, or will get it soon. */
  readonly #told = new Set<string>();
  #last: MediaHint;

  constructor(options: MediaHintsOptions) {
    this.#options = options;
    this.#last = options.current();
  }

  /** Called after a track was added or removed. */
  update(): void {
    const now = this.#options.current();
    if (now.audio === this.#last.audio && now.video === this.#last.video) return;
    this.#last = now;
    this.#send(now, null);
  }

  /** Sends hints about devices that are off to a new peer. */
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
