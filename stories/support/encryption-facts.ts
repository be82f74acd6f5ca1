import {
  type FrameFailure,
  frameFailures,
  type MediaKind,
  type ReceiverFacts,
  type SenderFacts,
} from "react-sora-e2ee";

const none = Object.fromEntries(frameFailures.map((reason) => [reason, 0])) as Record<FrameFailure, number>;

interface Received {
  readonly kind: MediaKind;
  readonly opened?: number;
  readonly refused?: Partial<Record<FrameFailure, number>>;
  readonly waiting?: number;
}

/** The counts of a receiver. */
export function receiver({ kind, opened = 0, refused = {}, waiting = 0 }: Received): ReceiverFacts {
  const all = { ...none, ...refused };
  const sum = Object.values(all).reduce((total, count) => total + count, 0);
  const received = opened + waiting + sum;
  return { transformId: kind === "audio" ? 1 : 2, kind, received, passed: opened, refused: all, waiting };
}

/** The counts of a sender. */
export function sender(kind: MediaKind, passed: number, dropped = 0): SenderFacts {
  return { transformId: kind === "audio" ? 3 : 4, kind, received: passed + dropped, passed, dropped };
}

export const fingerprint =
  "3c:5e:9f:04:b1:7a:88:d2:66:01:ce:4b:90:2f:a7:13:5d:e8:77:30:ab:c4:19:f2:6e:08:d9:41:85:bc:52:e0";
