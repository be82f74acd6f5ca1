import { encodeBase64 } from "../../protocol/base64.ts";

/** Maximum number of remembered labels, of present and past senders. */
const maxEntries = 16_384;

/**
 * The highest delivered counter, by sender, signing key and label, for the whole call. A sender that leaves
 * and returns with the same signing key continues with its counter, so that no message is delivered twice.
 * Only authenticated messages make an entry.
 */
export class CounterMemory {
  readonly #highest = new Map<string, Map<string, number>>();
  #entries = 0;

  /** Null when nothing was delivered yet. */
  highest(from: string, signingKey: Uint8Array, label: string): number | null {
    return this.#highest.get(senderKey(from, signingKey))?.get(label) ?? null;
  }

  /** True when a message of this sender was delivered that this key signed. */
  knows(from: string, signingKey: Uint8Array): boolean {
    return this.#highest.has(senderKey(from, signingKey));
  }

  /**
   * Stores a counter that is higher than the previous one. @returns false when there is no room, because old
   * entries are never removed for a new sender
   */
  commit(from: string, signingKey: Uint8Array, label: string, counter: number): boolean {
    const key = senderKey(from, signingKey);
    const labels = this.#highest.get(key) ?? new Map<string, number>();
    if (!labels.has(label)) {
      if (this.#entries >= maxEntries) return false;
      this.#entries++;
    }
    labels.set(label, counter);
    this.#highest.set(key, labels);
    return true;
  }
}

function senderKey(from: string, signingKey: Uint8Array): string {
  return `${from} ${encodeBase64(signingKey)}`;
}
