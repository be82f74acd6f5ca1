import { encodeBase64 } from "../../../protocol/base64.ts";
import type { RatchetHeader } from "../../../protocol/key-message.ts";
import { maxSkip } from "./ratchet.ts";

/**
 * The longest gap that is accepted. It is more than the number of messages that a peer sends to another one
 * while 50 peers join and leave at once.
 */
const maxGap = 256;
/** Number of refused messages in one chain after which the next one may follow a longer gap. */
const firstNeeded = 2;
/** Each failed attempt doubles the number, up to this limit, so that forged messages stay cheap. */
const mostNeeded = 16;
/** Maximum number of remembered chains. A real peer has one or two, and the others are made up. */
const maxChains = 4;

/**
 * Counts the messages of a peer that were refused because more than 10 messages before them are missing.
 * Without this, a relay that drops so many messages in a row would end the session permanently, because the
 * peer continues in the same chain (docs/protocol.md#7-deviations). Headers are not authenticated, and a long
 * gap costs one HMAC for each missing message. A long gap is therefore accepted only in a chain in which
 * several different messages were refused.
 */
export class GapEvidence {
  /** Numbers of the refused messages by ratchet key, the oldest chain first. */
  readonly #refused = new Map<string, Set<number>>();
  #needed = firstNeeded;

  /** Returns the number of messages that may be missing before this one. */
  limitOf({ ratchetKey, count }: RatchetHeader): number {
    const refused = this.#refused.get(encodeBase64(ratchetKey));
    if (refused === undefined || refused.has(count)) return maxSkip;
    return refused.size >= this.#needed ? maxGap : maxSkip;
  }

  /** Records that a message was refused after an attempt with this limit. */
  add({ ratchetKey, count }: RatchetHeader, limit: number): void {
    if (limit > maxSkip) {
      this.#refused.clear();
      this.#needed = Math.min(2 * this.#needed, mostNeeded);
      return;
    }
    const key = encodeBase64(ratchetKey);
    const refused = this.#refused.get(key) ?? new Set();
    if (refused.size < mostNeeded) refused.add(count);
    this.#refused.set(key, refused);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > maxChains && oldest !== undefined) this.#refused.delete(oldest);
  }

  /** Records that a message of the peer was decrypted. */
  clear(): void {
    this.#refused.clear();
    this.#needed = firstNeeded;
  }
}
