import type { Clock } from "../../protocol/clock.ts";
import type { FrameFailure, MediaKind, PeerEncryption } from "../../status.ts";
import { KeyRing } from "../media/key-ring.ts";
import type { PastKeys } from "../media/past-keys.ts";
import type { MediaHint } from "../messages/media-hint.ts";
import type { ReceiverRecord } from "./receiver-record.ts";

/** Time without a key before frames change "exchanging" to a failed exchange. */
const exchangeMs = 3_000;

/**
 * The peer's announcement: keys, no keys, or keys for another agreement. `unknown`: no announcement yet, only
 * a receiver for its stream.
 */
export type Announced = "unknown" | "keys" | "none" | "other";

/**
 * A remote peer with its keys and receivers, and the encryption status that follows from them
 * (docs/encryption-status.md).
 */
export class Peer {
  readonly connectionId: string;
  readonly ring: KeyRing;
  readonly receivers = new Set<ReceiverRecord>();
  readonly #clock: Clock;
  #announced: Announced = "unknown";
  #keylessSince: number | null = null;
  #hint: (MediaHint & { readonly at: number }) | null = null;
  /** The status that the page has. */
  reported: PeerEncryption = { status: "exchanging" };

  constructor(connectionId: string, clock: Clock, past?: PastKeys) {
    this.connectionId = connectionId;
    this.#clock = clock;
    this.ring = new KeyRing(clock, past);
    this.ring.onKey((isFirst) => {
      if (!isFirst) return;
      this.#keylessSince = null;
      // Refused frames before the key do not count against frames after it.
      for (const receiver of this.receivers) receiver.forgetHealth();
    });
  }

  /** The peer reports its media. The latest report is valid. */
  hinted(hint: MediaHint): void {
    for (const receiver of this.receivers) receiver.keepIdle();
    this.#hint = { ...hint, at: this.#clock.now() };
  }

  /** The time since which the peer reports that it sends nothing of this kind. Null: no such report. */
  saysOffSince(kind: MediaKind): number | null {
    return this.#hint && !this.#hint[kind] ? this.#hint.at : null;
  }

  /** The peer reports that it sends nothing of this kind, but frames arrive. The hint is ignored. */
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

  /** True when a refused frame is a sign of trouble, and not only of a first key in transit. */
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
    // One failing stream makes the peer failing, regardless of its other streams.
    for (const state of states) {
      if (state !== "opens" && state !== "silent") return { status: "failing", reason: state };
    }
    if (this.ring.newestKeyId === null) return { status: "exchanging" };
    return { status: states.includes("opens") ? "encrypted" : "ready" };
  }
}
