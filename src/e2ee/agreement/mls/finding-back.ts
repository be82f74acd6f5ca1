import { askInterval, type PeerView, patienceOf } from "./rules.ts";

/** Decides if we can follow the group, and what is due when we cannot (docs/protocol.md#life-of-a-group). */
export class FindingBack {
  /** The time since which we have no group, or cannot follow it. */
  #lostAt: number | null = null;
  #nextRequest = 0;

  get isLost(): boolean {
    return this.#lostAt !== null;
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
    return Math.min(this.#nextRequest, this.#lostAt + patienceOf(selfId, others));
  }

  /** The action due now. */
  next(now: number, selfId: string, others: readonly PeerView[]): "new-group" | "request" | null {
    if (this.#lostAt === null) return null;
    if (now - this.#lostAt >= patienceOf(selfId, others)) return "new-group";
    if (now < this.#nextRequest) return null;
    this.#nextRequest = now + askInterval;
    return "request";
  }
}
