/** The joins and leaves of a whole channel at once. */
const limit = 512;
/** No key message has more bytes. */
const longest = 1024;

/**
 * The key messages that were opened last. A relay to all peers sends a message again when its recipient may
 * have missed it, so an opened message can arrive once more.
 */
export class OpenedMessages {
  readonly #texts = new Set<string>();

  add(message: Uint8Array): void {
    if (message.length > longest) return;
    this.#texts.add(textOf(message));
    const [oldest] = this.#texts;
    if (this.#texts.size > limit && oldest !== undefined) this.#texts.delete(oldest);
  }

  has(message: Uint8Array): boolean {
    return message.length <= longest && this.#texts.has(textOf(message));
  }
}

function textOf(message: Uint8Array): string {
  return String.fromCharCode(...message);
}
