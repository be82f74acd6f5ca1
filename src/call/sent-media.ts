import { type MediaKind, mediaKinds, type SenderFacts, type SendingState } from "../status.ts";

/** A screen without changes sends a frame every second. */
const pauseMs = 1_500;
/** After this time without a frame, the kind counts as not sent. */
const offMs = 3_000;
/** A stream that began later than this may not have reached any peer. */
const newMs = 6_000;

interface Flow {
  sealed: number;
  /** The start, and the time of the last increase of the count. */
  since: number;
  lastAt: number;
}

/** The kinds of media that we send, from the counts of sealed frames. */
export class SentMedia {
  readonly state: Record<MediaKind, SendingState> = { audio: "off", video: "off" };
  readonly #flows: Record<MediaKind, Flow> = { audio: newFlow(), video: newFlow() };
  #senders: readonly SenderFacts[] = [];

  get isOn(): boolean {
    return mediaKinds.some((kind) => this.state[kind] !== "off");
  }

  observed(senders: readonly SenderFacts[]): void {
    this.#senders = senders;
  }

  /** Call this once a second. Returns true when something changed. */
  tick(now: number): boolean {
    let changed = false;
    for (const kind of mediaKinds) {
      const state = this.#judge(kind, now);
      changed ||= state !== this.state[kind];
      this.state[kind] = state;
    }
    return changed;
  }

  #judge(kind: MediaKind, now: number): SendingState {
    const flow = this.#flows[kind];
    const sealed = this.#senders.reduce((sum, own) => sum + (own.kind === kind ? own.passed : 0), 0);
    if (sealed > flow.sealed) {
      if (now - flow.lastAt > offMs) flow.since = now;
      flow.lastAt = now;
    }
    flow.sealed = sealed;
    if (now - flow.lastAt > offMs) return "off";
    return now - flow.lastAt < pauseMs && now - flow.since >= newMs ? "on" : "new";
  }
}

function newFlow(): Flow {
  return { sealed: 0, since: Number.NEGATIVE_INFINITY, lastAt: Number.NEGATIVE_INFINITY };
}
