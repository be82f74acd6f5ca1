import type { FrameFailure, MediaKind, ReceiverFacts } from "../../status.ts";
import { frameFailures } from "../../status.ts";

/**
 * The state of one kind of media. `opens`, `fails`, `partly` and `quiet` describe the last seconds. `opened`,
 * `failed` and `partly-so-far` describe all frames so far.
 */
export type MediaObservation =
  | { readonly state: "never" | "quiet" | "waiting" | "opens" | "opened" }
  | { readonly state: "fails" | "failed" | "partly" | "partly-so-far"; readonly why: FrameFailure };

export interface MediaSample {
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number;
  readonly receivers: readonly ReceiverFacts[];
}

/** The length of "the last seconds". */
export const recentMs = 5_000;

/** Adds a sample and removes old ones, or all of them when the receivers are different ones. */
export function withSample(samples: readonly MediaSample[], sample: MediaSample): readonly MediaSample[] {
  const last = samples.at(-1);
  if (last?.receivers === sample.receivers) return samples;
  if (!last?.receivers.some(({ transformId }) => find(sample.receivers, transformId))) return [sample];
  const firstRecent = samples.findIndex(({ at }) => at > sample.at - recentMs);
  const from = firstRecent < 0 ? samples.length - 1 : Math.max(0, firstRecent - 1);
  return [...samples.slice(from), sample];
}

/**
 * @param before The same receivers some seconds ago; null when they are seen for the first time.
 * @returns null when no media of this kind can be received.
 */
export function observeMedia(
  kind: MediaKind,
  before: readonly ReceiverFacts[] | null,
  now: readonly ReceiverFacts[],
): MediaObservation | null {
  const receivers = now.filter((receiver) => receiver.kind === kind);
  if (receivers.length === 0) return null;
  if (receivers.every(({ received }) => received === 0)) return { state: "never" };
  const since = (receiver: ReceiverFacts) => find(before ?? [], receiver.transformId);
  const sum = (count: (receiver: ReceiverFacts) => number): number =>
    receivers.reduce((total, receiver) => {
      const earlier = since(receiver);
      return total + count(receiver) - (earlier ? count(earlier) : 0);
    }, 0);

  const opened = sum(({ passed }) => passed) > 0;
  const refused = frameFailures.map((why) => ({ why, count: sum((receiver) => receiver.refused[why]) }));
  const most = refused.reduce((a, b) => (b.count > a.count ? b : a));
  const known = before !== null;
  if (most.count > 0) {
    const state = opened ? (known ? "partly" : "partly-so-far") : known ? "fails" : "failed";
    return { state, why: most.why };
  }
  if (opened) return { state: known ? "opens" : "opened" };
  return { state: receivers.some(({ waiting }) => waiting > 0) ? "waiting" : "quiet" };
}

function find(receivers: readonly ReceiverFacts[], transformId: number): ReceiverFacts | undefined {
  return receivers.find((receiver) => receiver.transformId === transformId);
}
