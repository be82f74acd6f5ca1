import {
  type FrameFailure,
  frameFailures,
  type MediaKind,
  type NegotiatedCodecs,
  type ReceiverFacts,
} from "../../status.ts";
import type { Clock } from "../media/clock.ts";
import type { EncodedFrame } from "../media/encoded-frame.ts";
import { FrameOpener } from "../media/frame-opener.ts";
import type { Peer } from "./peer.ts";
import { ReceiverHealth, type ReceiverState } from "./receiver-health.ts";

export interface ReceiverTransformOptions {
  readonly transformId: number;
  readonly kind: MediaKind;
  readonly negotiated?: () => NegotiatedCodecs;
  readonly clock: Clock;
  readonly peer: Peer;
  readonly write: (frame: EncodedFrame) => void;
  readonly requestKeyFrame: () => Promise<unknown>;
  /** After each frame: what it did to the counts and to the peer's health can be read. */
  readonly onCount: (peer: Peer, refused: boolean) => void;
  /** Once, at the first frame in a codec that cannot be sealed or that was not negotiated. */
  readonly onUnsupported?: (peer: Peer) => void;
}

/** Two frames of a screen that stands still lie a second apart. */
const idleMs = 3_000;
/** The same for a peer that says that it sends nothing: what was on its way has come by then. */
const hintedIdleMs = 300;
/** Frames that come this long after such a hint were not on their way: the hint is wrong. */
const contradictionMs = 1_000;

/** Opens what one receiver gets of one peer, and keeps count. */
export class ReceiverTransform {
  readonly transformId: number;
  readonly peer: Peer;
  readonly #options: ReceiverTransformOptions;
  readonly #opener: FrameOpener;
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
  /** As last told to the page. */
  reportedIdle = false;

  constructor(options: ReceiverTransformOptions) {
    const { transformId, kind, negotiated, clock, peer, write, requestKeyFrame, onCount } = options;
    this.transformId = transformId;
    this.peer = peer;
    this.#options = options;
    this.#lastFrameAt = clock.now();
    this.#opener = new FrameOpener({
      kind,
      ...(negotiated ? { negotiated } : {}),
      clock,
      connectionId: peer.connectionId,
      ring: peer.ring,
      deliver: write,
      requestKeyFrame,
      observer: {
        opened: () => {
          this.#passed++;
          this.#health.opened(clock.now());
          onCount(peer, false);
        },
        skipped: () => {
          this.#skipped++;
          this.#health.opened(clock.now());
          onCount(peer, false);
        },
        refused: (reason) => {
          this.#refused[reason]++;
          if (peer.countsAsFailure(reason)) this.#health.refused(reason, clock.now());
          onCount(peer, true);
        },
        unsupported: () => {
          if (!this.#unsupported) options.onUnsupported?.(peer);
          this.#unsupported = true;
        },
      },
    });
    peer.receivers.add(this);
  }

  handle(frame: EncodedFrame): Promise<void> | undefined {
    // Padding, by which senders probe for bandwidth: it carries nothing.
    if (frame.data.byteLength === 0) return undefined;
    this.#received++;
    const now = this.#options.clock.now();
    this.#lastFrameAt = now;
    this.#idleUntilFrame = false;
    const { kind } = this.#options;
    const offSince = this.peer.saysOffSince(kind);
    if (offSince !== null && now - offSince >= contradictionMs) this.peer.contradicted(kind);
    return this.#opener.accept(frame);
  }

  /**
   * Nothing has come for a while, or ever since it has been there. A hint of the peer makes that while shorter. It never
   * overrules frames: those that come are not idle, whatever the peer says, and without any nothing ends being idle.
   */
  get idle(): boolean {
    if (this.#idleUntilFrame) return true;
    const silent = this.#options.clock.now() - this.#lastFrameAt;
    const offSince = this.peer.saysOffSince(this.#options.kind);
    return silent >= (offSince === null ? idleMs : hintedIdleMs);
  }

  /** What is idle stays so until a frame comes, whatever the peer says from now on. */
  keepIdle(): void {
    this.#idleUntilFrame = this.idle;
  }

  health(now: number): ReceiverState {
    return this.#health.state(now);
  }

  forgetHealth(): void {
    this.#health = new ReceiverHealth();
  }

  /** For good: nothing comes out any more. */
  stop(): void {
    this.#opener.stop();
    this.peer.receivers.delete(this);
  }

  facts(): ReceiverFacts {
    const { transformId, kind } = this.#options;
    return {
      transformId,
      kind,
      received: this.#received,
      passed: this.#passed,
      refused: { ...this.#refused },
      waiting: this.#opener.waiting,
      skipped: this.#skipped,
      idle: this.idle,
    };
  }
}
