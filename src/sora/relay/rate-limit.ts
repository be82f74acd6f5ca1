interface Allowance {
  left: number;
  at: number;
}

/**
 * What each sender may take up of us. Generous: in a channel of 50 where everybody comes and goes at once, one peer
 * has less than 150 messages for another; one lost would cost that peer its keys.
 */
const burst = 256;
const perSecond = 64;
/**
 * Senders that are told apart; further ones share one allowance. Without the server's word anybody can make up ids, so a
 * sender that has its whole allowance again is forgotten when there is no room: nothing is lost by that.
 */
const senderLimit = 1024;

/** A token bucket for each sender. */
export class RateLimit {
  readonly #now: () => number;
  readonly #allowances = new Map<string, Allowance>();

  /** @param now milliseconds, monotonic */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** True if one more message of this sender is allowed. */
  take(sender: string): boolean {
    const now = this.#now();
    const allowance = this.#allowanceOf(sender, now);
    allowance.left = leftOf(allowance, now);
    allowance.at = now;
    if (allowance.left < 1) return false;
    allowance.left -= 1;
    return true;
  }

  forget(sender: string): void {
    this.#allowances.delete(sender);
  }

  #allowanceOf(sender: string, now: number): Allowance {
    const known = this.#allowances.get(sender);
    if (known) return known;
    if (this.#allowances.size >= senderLimit) this.#forgetRested(now);
    const key = this.#allowances.size < senderLimit ? sender : "";
    const allowance = this.#allowances.get(key) ?? { left: burst, at: now };
    this.#allowances.set(key, allowance);
    return allowance;
  }

  #forgetRested(now: number): void {
    for (const [sender, allowance] of this.#allowances) {
      if (leftOf(allowance, now) >= burst) this.#allowances.delete(sender);
    }
  }
}

function leftOf({ left, at }: Allowance, now: number): number {
  return Math.min(burst, left + ((now - at) / 1000) * perSecond);
}
