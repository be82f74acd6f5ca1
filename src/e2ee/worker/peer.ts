import type { Clock } from "../../protocol/clock.ts";
import type { FrameFailure, MediaKind, PeerEncryption } from "../../status.ts";
import { KeyRing } from "../media/key-ring.ts";
import type { PastKeys } from "../media/past-keys.ts";
import type { MediaHint } from "../messages/media-hint.ts";
import type { ReceiverRecord } from "./receiver-record.ts";

/** How long frames without a key may come before "exchanging" turns into a failure to exchange. */
const exchangeMs = 3_000;

/**
 * What a peer announced: keys, none, or keys for another agreement than ours. `unknown`: nobody told us of it yet, there is
 * only a receiver for its stream.
 */
export type Announced = "unknown" | "keys" | "none" | "other";

/** A remote peer: its keys, its receivers, and what they say of its encryption (docs/encryption-status.md). */
export class Peer {
  readonly connectionId: string;
  readonly ring: KeyRing;
  readonly receivers = new Set<ReceiverRecord>();
  readonly #clock: Clock;
  #announced: Announced = "unknown";
  #keylessSince: number | null = null;
  #hint: (MediaHint & { readonly at: number }) | null = null;
  /** As last told to the page. */
  reported: PeerEncryption = { status: "exchanging" };

  constructor(connectionId: string, clock: Clock, past?: PastKeys) {
    this.connectionId = connectionId;
    this.#clock = clock;
    this.ring = new KeyRing(clock, past);
    this.ring.onKey((isFirst) => {
      if (!isFirst) return;
      this.#keylessSince = null;
      // Frames that could not be opened before the key do not count against frames after it.
      for (const receiver of this.receivers) receiver.forgetHealth();
    });
  }

  /** It says what it sends. The latest word counts. */
  hinted(hint: MediaHint): void {
    for (const receiver of this.receivers) receiver.keepIdle();
    this.#hint = { ...hint, at: this.#clock.now() };
  }

  /** Since when it says that it sends nothing of this kind; null: it says nothing of the sort. */
  saysOffSince(kind: MediaKind): number | null {
    return this.#hint && !this.#hint[kind] ? this.#hint.at : null;
  }

  /** It says that it sends nothing of this kind, and frames of it come: the hint is void. */
  contradicted(kind: MediaKind): void {
    if (this.#hint) this.#hint = { ...this.#hint, [kind]: true };
  }

  get announced(): Announced {
    return this.#announced;
  }

  set announced(announced: Announced) {
    this.#announced = announced;
    this.ring.expectsKeys = announced !== "none" && announced !== "other";
  }

  /** Whether a refused frame tells something of the peer, or only that its first key is still on its way. */
  countsAsFailure(reason: FrameFailure): boolean {
    if (reason !== "no-key" || this.ring.newestKeyId !== null) return true;
    const now = this.#clock.now();
    this.#keylessSince ??= now;
    return now - this.#keylessSince >= exchangeMs;
  }

  encryption(): PeerEncryption {
    if (this.#announced === "none") return { status: "unprotected" };
    if (this.#announced === "other") return { status: "failing", reason: "other-agreement" };
    const now = this.#clock.now();
    const states = [...this.receivers].map((receiver) => receiver.health(now));
    // One stream that fails makes the peer failing, whatever its other streams do.
    for (const state of states) {
      if (state !== "opens" && state !== "silent") return { status: "failing", reason: state };
    }
    if (this.ring.newestKeyId === null) return { status: "exchanging" };
    return { status: states.includes("opens") ? "encrypted" : "ready" };
  }
}
