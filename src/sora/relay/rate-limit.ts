interface Allowance {
  left: number;
  at: number;
}

/**
 * Limits for each sender. They are generous: in a channel of 50 in which all peers join and leave at once, a
 * peer has less than 150 messages for another one, and a lost message would cost that peer its keys.
 */
const burst = 256;
const perSecond = 64;
/**
 * Maximum number of separate senders. Further ones share one allowance. Without the server's sender header
 * anyone can make up ids, so a sender with a full allowance is forgotten first. Nothing is lost by that.
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
