import { type FrameFailure, frameFailures, type MediaKind, type ReceiverFacts } from "../../../src/status.ts";

interface Counted {
  readonly opened?: number;
  readonly refused?: Partial<Record<FrameFailure, number>>;
  readonly waiting?: number;
}

const none = Object.fromEntries(frameFailures.map((reason) => [reason, 0])) as Record<FrameFailure, number>;

/** The counts of a receiver: frames that were decrypted, refused or held. */
export function receiver(
  kind: MediaKind,
  { opened = 0, refused = {}, waiting = 0 }: Counted,
  transformId = kind === "audio" ? 1 : 2,
): ReceiverFacts {
  const all = { ...none, ...refused };
  const received = Object.values(all).reduce((sum, count) => sum + count, opened + waiting);
  return { transformId, kind, received, passed: opened, refused: all, waiting };
}
