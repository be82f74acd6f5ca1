import { frameFailures, type MediaKind, mediaKinds, type PeerFacts, type ReceiptState } from "../status.ts";

/**
 * A receiver without frames for this many seconds, beyond the three after which it is idle, is silent. A peer that turns its
 * camera off says so, and its receiver is idle at once. The peer no longer counts that video by then.
 */
const silentTicks = 4;
/** Keys need a moment after a peer has joined. */
const keylessTicks = 3;

interface Seen {
  state: ReceiptState;
  opened: number;
  refused: readonly number[];
  idleTicks: number;
  /** Number of seconds in which frames arrived without a key. */
  keylessTicks: number;
}

/** The report about one peer's frames in a receipt, by kind of media. It is computed once a second. */
export class ReceivedMedia {
  wantsVideo: boolean;
  facts: PeerFacts | null = null;
  readonly states: Record<MediaKind, ReceiptState> = { audio: "none", video: "none" };
  readonly #serverChooses: boolean;
  readonly #seen: Record<MediaKind, Seen> = { audio: newSeen(), video: newSeen() };

  constructor(serverChooses: boolean, wantsVideo: boolean) {
    this.#serverChooses = serverChooses;
    this.wantsVideo = wantsVideo;
  }

  observed(facts: PeerFacts): void {
    this.facts = facts;
  }

  tick(): void {
    const { facts } = this;
    if (facts === null) return;
    for (const kind of mediaKinds) {
      const state = judge(facts, kind, this.#seen[kind]);
      this.#seen[kind].state = state;
      const isMissed = state === "silent" && !this.#serverChooses && (kind === "audio" || this.wantsVideo);
      this.states[kind] = state === "silent" && !isMissed ? "none" : state;
    }
  }
}

/** `seen` holds the counts of the previous second, and is replaced. */
function judge({ encryption, receivers }: PeerFacts, kind: MediaKind, seen: Seen): ReceiptState {
  const ofKind = receivers.filter((receiver) => receiver.kind === kind);
  const sum = (count: (receiver: (typeof ofKind)[number]) => number) =>
    ofKind.reduce((total, receiver) => total + count(receiver), 0);
  // A skipped frame was decrypted, too. It is not shown, because a frame before it is missing.
  const opened = sum((receiver) => receiver.passed + (receiver.skipped ?? 0));
  const refused = frameFailures.map((reason) => sum((receiver) => receiver.refused[reason]));
  const hasOpened = opened > seen.opened;
  const grown = refused.map((count, place) => count - (seen.refused[place] ?? 0));
  const most = Math.max(...grown);
  const isIdle = ofKind.every(({ idle }) => idle);
  seen.opened = opened;
  seen.refused = refused;
  seen.idleTicks = isIdle ? seen.idleTicks + 1 : 0;

  if (ofKind.length === 0) return "none";
  if (encryption.status === "unprotected") return "unprotected";
  if (encryption.status === "failing" && encryption.reason === "other-agreement") return encryption.reason;
  seen.keylessTicks = encryption.status === "exchanging" && most > 0 ? seen.keylessTicks + 1 : 0;
  // A burst at a key change is not a failure, so the worker decides.
  const fails = encryption.status === "failing" || seen.keylessTicks >= keylessTicks;
  if (fails && most > 0) return frameFailures[grown.indexOf(most)] ?? seen.state;
  if (hasOpened) return "opens";
  if (seen.idleTicks >= silentTicks) return "silent";
  // A pause proves nothing, so what was last observed still holds.
  return seen.state === "none" || seen.state === "silent" ? "waiting" : seen.state;
}

function newSeen(): Seen {
  return { state: "none", opened: 0, refused: [], idleTicks: 0, keylessTicks: 0 };
}
