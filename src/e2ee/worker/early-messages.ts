const maxPerMember = 4;
const maxMembers = 64;

/**
 * Key messages that overtook the news of their member. A member sends two when it opens a session; what comes beyond
 * the bounds is lost, as on any bad network, and healed by the next announcement.
 */
export class EarlyMessages {
  readonly #messages = new Map<string, Uint8Array[]>();

  keep(connectionId: string, message: Uint8Array): boolean {
    const kept = this.#messages.get(connectionId);
    if (kept === undefined) {
      if (this.#messages.size >= maxMembers) return false;
      this.#messages.set(connectionId, [message]);
      return true;
    }
    if (kept.length >= maxPerMember) return false;
    kept.push(message);
    return true;
  }

  take(connectionId: string): readonly Uint8Array[] {
    const kept = this.#messages.get(connectionId) ?? [];
    this.#messages.delete(connectionId);
    return kept;
  }

  clear(): void {
    this.#messages.clear();
  }
}
