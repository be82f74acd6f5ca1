import type { FrameKey } from "./frame-crypto.ts";
import { ReplayMemory } from "./replay-memory.ts";

const maxRetired = 1_024;
/** Limit for a peer that has left. */
const maxRetiredOfDeparted = 64;
const maxKept = 32;

/** Both the frame key and its write IV are derived from the material, so 12 bytes of the IV identify it. */
export const materialOf = ({ writeIv }: Pick<FrameKey, "writeIv">): string => String.fromCharCode(...writeIv);

/**
 * The record of a peer's keys after they were removed from its ring, for the whole call. Limited: beyond
 * 1,024 replaced keys (64 once the peer has left), a key id that is not above the forgotten ones counts as
 * replaced, too.
 */
export class PastKeys {
  /** By material, oldest first: the key id. */
  readonly #retired = new Map<string, number>();
  /** By material, oldest first. */
  readonly #kept = new Map<string, { readonly keyId: number; readonly replay: ReplayMemory }>();
  #highestForgotten: number;

  /** @param highestForgotten key ids up to this one count as replaced */
  constructor(highestForgotten = -1) {
    this.#highestForgotten = highestForgotten;
  }

  /** For a known peer without a record. None of its keys is known to be new. */
  static ofForgottenPeer(): PastKeys {
    return new PastKeys(Number.POSITIVE_INFINITY);
  }

  get isEmpty(): boolean {
    return this.#retired.size === 0 && this.#kept.size === 0 && this.#highestForgotten < 0;
  }

  /** The peer announced this key, then another one, and its time is over. It never returns. */
  retire(key: FrameKey): void {
    this.#kept.delete(materialOf(key));
    this.#addRetired(materialOf(key), key.keyId);
  }

  /** The key may return, but its frames must not. */
  keep(key: FrameKey, replay: ReplayMemory): void {
    if (!replay.isUsed) return;
    this.#kept.set(materialOf(key), { keyId: key.keyId, replay });
    const [oldest] = this.#kept;
    if (this.#kept.size <= maxKept || oldest === undefined) return;
    this.#kept.delete(oldest[0]);
    this.#addRetired(oldest[0], oldest[1].keyId);
  }

  isRetired(key: FrameKey): boolean {
    const material = materialOf(key);
    if (this.#retired.has(material)) return true;
    return key.keyId <= this.#highestForgotten && !this.#kept.has(material);
  }

  replayOf(key: FrameKey): ReplayMemory {
    return this.#kept.get(materialOf(key))?.replay ?? new ReplayMemory();
  }

  /**
   * The peer has left. The remaining record takes few bytes per key, and refuses at least what it refused
   * before.
   */
  compact(): void {
    this.#limitRetired(maxRetiredOfDeparted);
    for (const { replay } of this.#kept.values()) replay.compact();
  }

  /** Key ids restart, so the forgotten ones no longer apply. */
  startOver(): void {
    this.#highestForgotten = -1;
  }

  #addRetired(material: string, keyId: number): void {
    this.#retired.set(material, keyId);
    this.#limitRetired(maxRetired);
  }

  #limitRetired(limit: number): void {
    for (const [material, keyId] of this.#retired) {
      if (this.#retired.size <= limit) return;
      this.#retired.delete(material);
      this.#highestForgotten = Math.max(this.#highestForgotten, keyId);
    }
  }
}
