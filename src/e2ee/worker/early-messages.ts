import type { Clock } from "../../protocol/clock.ts";

/** A peer sends two key messages when it opens a session. */
const maxEarlyPerSource = 4;
const maxEarlySources = 64;
/** Notifications later than this, in milliseconds, are no longer expected. */
const lifetimeMs = 10_000;

interface Kept {
  readonly message: Uint8Array;
  readonly until: number;
}

/**
 * Key messages that arrived before the notification of their peer. Messages beyond the limits or too old are
 * lost, as on any bad network. The peer's next announcement replaces them.
 */
export class EarlyMessages {
  readonly #clock: Clock;
  readonly #messages = new Map<string, Kept[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns false when there is no room. */
  keep(connectionId: string, message: Uint8Array): boolean {
    this.#expire();
    const kept = this.#messages.get(connectionId) ?? [];
    if (kept.length === 0 && this.#messages.size >= maxEarlySources) return false;
    if (kept.length >= maxEarlyPerSource) return false;
    kept.push({ message, until: this.#clock.now() + lifetimeMs });
    this.#messages.set(connectionId, kept);
    return true;
  }

  take(connectionId: string): readonly Uint8Array[] {
    this.#expire();
    const kept = this.#messages.get(connectionId) ?? [];
    this.#messages.delete(connectionId);
    return kept.map(({ message }) => message);
  }

  clear(): void {
    this.#messages.clear();
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const [connectionId, kept] of this.#messages) {
      const alive = kept.filter(({ until }) => until > now);
      if (alive.length === 0) this.#messages.delete(connectionId);
      else if (alive.length < kept.length) this.#messages.set(connectionId, alive);
    }
  }
}
