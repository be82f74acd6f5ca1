import type { Pace } from "./pace.ts";
import { askInterval, type PeerView, patienceOf } from "./rules.ts";

/** Decides if we can follow the group, and what is due when we cannot (docs/protocol.md#life-of-a-group). */
export class FindingBack {
  /** The time since which we have no group, or cannot follow it. */
  #lostAt: number | null = null;
  #nextRequest = 0;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get isLost(): boolean {
    return this.#lostAt !== null;
  }

  /** How long we have been without a group that we can follow (ms). */
  lostFor(now: number): number {
    return now - (this.#lostAt ?? now);
  }

  /** We have just joined, and wait for a welcome. */
  begin(now: number): void {
    this.#lostAt = now;
    this.#nextRequest = now + askInterval;
  }

  /** We cannot follow the group, and ask at once. */
  lose(now: number): void {
    if (this.#lostAt !== null) return;
    this.#lostAt = now;
    this.#nextRequest = now;
  }

  found(): void {
    this.#lostAt = null;
  }

  /** The time of the next action. Null while we can follow the group. */
  due(selfId: string, others: readonly PeerView[]): number | null {
    if (this.#lostAt === null) return null;
    return Math.min(this.#nextRequest, this.#lostAt + patienceOf(selfId, others, this.#pace.lag));
  }

  /** The action due now. */
  next(now: number, selfId: string, others: readonly PeerView[]): "new-group" | "request" | null {
    if (this.#lostAt === null) return null;
    if (now - this.#lostAt >= patienceOf(selfId, others, this.#pace.lag)) return "new-group";
    if (now < this.#nextRequest) return null;
    this.#nextRequest = now + askInterval + this.#pace.lag;
    return "request";
  }
}
