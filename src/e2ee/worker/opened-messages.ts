/** The joins and leaves of a whole channel at once. */
const limit = 512;

/**
 * The key messages that were opened last. A relay to all peers sends a message again when its recipient may
 * have missed it, so an opened message can arrive once more.
 */
export class OpenedMessages {
  readonly #texts = new Set<string>();

  add(message: Uint8Array): void {
    this.#texts.add(message.join());
    const [oldest = ""] = this.#texts;
    if (this.#texts.size > limit) this.#texts.delete(oldest);
  }

  has(message: Uint8Array): boolean {
    return this.#texts.has(message.join());
  }
}
