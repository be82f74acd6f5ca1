import type { Clock } from "../../protocol/clock.ts";
import { type FrameFailure, frameFailures, type MediaKind, type ReceiverFacts } from "../../status.ts";
import type { Peer } from "./peer.ts";
import { ReceiverHealth, type ReceiverState } from "./receiver-health.ts";
import type { ReceiverObserver } from "./receiver-transform.ts";

export interface ReceiverRecordOptions {
  readonly transformId: number;
  readonly kind: MediaKind;
  readonly clock: Clock;
  readonly peer: Peer;
  /** Maximum number of frames that wait for a key. */
  readonly waiting: () => number;
  /** Called after each frame, when counts and health are up to date. */
  readonly onCount: (peer: Peer, refused: boolean) => void;
  /** Called once, at the first frame with a codec that cannot be sealed or that was not negotiated. */
  readonly onUnsupported?: (peer: Peer) => void;
}

/** A screen without changes sends a frame every second. */
const idleMs = 3_000;
/** The same limit for a peer that reports that it sends nothing. Frames in transit have arrived by then. */
const hintedIdleMs = 300;
/** Frames that arrive this long after such a hint were not in transit, so the hint is wrong. */
const contradictionMs = 1_000;

/** The frames of one peer on one receiver: counts, health, and whether it is idle. A peer lists its records. */
export class ReceiverRecord implements ReceiverObserver {
  readonly peer: Peer;
  readonly #options: ReceiverRecordOptions;
  readonly #refused = Object.fromEntries(frameFailures.map((reason) => [reason, 0])) as Record<
    FrameFailure,
    number
  >;
  #health = new ReceiverHealth();
  #received = 0;
  #passed = 0;
  #skipped = 0;
  #unsupported = false;
  #lastFrameAt: number;
  #idleUntilFrame = false;
  /** The state that the page has. */
  reportedIdle = false;

  constructor(options: ReceiverRecordOptions) {
    this.#options = options;
    this.peer = options.peer;
    this.#lastFrameAt = options.clock.now();
  }

  received(now: number): void {
    this.#received++;
    const { kind } = this.#options;
    this.#lastFrameAt = now;
    this.#idleUntilFrame = false;
    const offSince = this.peer.saysOffSince(kind);
    if (offSince !== null && now - offSince >= contradictionMs) this.peer.contradicted(kind);
  }

  opened(now: number): void {
    this.#passed++;
    this.#health.opened(now);
    this.#options.onCount(this.peer, false);
  }

  skipped(now: number): void {
    this.#skipped++;
    this.#health.opened(now);
    this.#options.onCount(this.peer, false);
  }

  refused(reason: FrameFailure): void {
    this.#refused[reason]++;
    if (this.peer.countsAsFailure(reason)) this.#health.refused(reason, this.#options.clock.now());
    this.#options.onCount(this.peer, true);
  }

  unsupported(): void {
    if (!this.#unsupported) this.#options.onUnsupported?.(this.peer);
    this.#unsupported = true;
  }

  /**
   * True when no frames have arrived for a while, or at all. A peer's hint makes that time shorter. Arriving
   * frames always override the hint.
   */
  get idle(): boolean {
    if (this.#idleUntilFrame) return true;
    const silent = this.#options.clock.now() - this.#lastFrameAt;
    const offSince = this.peer.saysOffSince(this.#options.kind);
    return silent >= (offSince === null ? idleMs : hintedIdleMs);
  }

  /** An idle receiver stays idle until a frame arrives. Hints of the peer do not change that. */
  keepIdle(): void {
    this.#idleUntilFrame = this.idle;
  }

  health(now: number): ReceiverState {
    return this.#health.state(now);
  }

  forgetHealth(): void {
    this.#health = new ReceiverHealth();
  }

  facts(): ReceiverFacts {
    const { transformId, kind, waiting } = this.#options;
    return {
      transformId,
      kind,
      received: this.#received,
      passed: this.#passed,
      refused: { ...this.#refused },
      waiting: waiting(),
      skipped: this.#skipped,
      idle: this.idle,
    };
  }
}
