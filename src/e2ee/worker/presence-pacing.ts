import { type Clock, Deadline } from "../../protocol/clock.ts";
import { maxPeers } from "../../protocol/limits.ts";

/** Number of changes without a delay. A whole channel can leave and return at once. */
const burst = 2 * maxPeers;
/** After that, one change is made in this time, in milliseconds. */
const intervalMs = 100;

export interface PresenceChange {
  readonly kind: "peer-joined" | "peer-left";
  readonly connectionId: string;
  readonly run: () => void;
  /** Called in place of `run` for a change that a later one has undone or repeated. */
  readonly skip: () => void;
}

export interface PresencePacingOptions {
  readonly clock: Clock;
  /** True when this change starts or ends a key session. Only such changes are paced. */
  readonly isCostly: (change: PresenceChange) => boolean;
}

/**
 * Joins and leaves wait here when there are too many: each makes keys and messages for all peers, and the server can make
 * up any number of them. Peers that come and go while they wait cost nothing, so no flood makes the queue longer than
 * two changes for each id.
 */
export class PresencePacing {
  readonly #options: PresencePacingOptions;
  readonly #deadline: Deadline;
  #waiting: PresenceChange[] = [];
  #tokens = burst;
  #at: number;

  constructor(options: PresencePacingOptions) {
    this.#options = options;
    this.#at = options.clock.now();
    this.#deadline = new Deadline(options.clock, () => this.#runDue());
  }

  add(change: PresenceChange): void {
    let before = this.#lastOf(change.connectionId);
    if (before?.kind === "peer-joined" && change.kind === "peer-left") {
      this.#waiting = this.#waiting.filter((each) => each !== before);
      before.skip();
      before = this.#lastOf(change.connectionId);
    }
    if (before?.kind === change.kind) change.skip();
    else if (before === undefined && !this.#options.isCostly(change)) change.run();
    else {
      this.#waiting.push(change);
      this.#runDue();
    }
  }

  /** Runs all waiting changes in order, because each request needs an answer after the end of the call. */
  stop(): void {
    this.#deadline.clear();
    for (const change of this.#waiting.splice(0)) change.run();
  }

  #lastOf(connectionId: string): PresenceChange | undefined {
    return this.#waiting.findLast((change) => change.connectionId === connectionId);
  }

  #runDue(): void {
    const now = this.#options.clock.now();
    const earned = Math.floor((now - this.#at) / intervalMs);
    this.#tokens = Math.min(burst, this.#tokens + earned);
    this.#at += earned * intervalMs;
    while (this.#tokens > 0 && this.#waiting.length > 0) {
      this.#tokens -= 1;
      this.#waiting.shift()?.run();
    }
    if (this.#waiting.length > 0) this.#deadline.set(this.#at + intervalMs);
  }
}
