import { type Clock, Deadline } from "../../protocol/clock.ts";
import type { SendKeySchedule } from "./send-key-schedule.ts";

/** Leaves in this time share one fresh key, in milliseconds. */
const sharedMs = 1_000;

export interface LeaveRenewalOptions {
  readonly clock: Clock;
  readonly sealing: SendKeySchedule;
  readonly isSending: () => boolean;
  /** Makes a fresh key and sends it to all peers. */
  readonly renew: () => Promise<void>;
  /** Runs a task of ours in turn with the owner's calls. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

/**
 * Decides when a new key is made for peers that left (docs/protocol.md#5-life-of-the-keys): once for all
 * leaves of a second, and only for a peer that seals. A peer that only receives makes none until it has media
 * to seal.
 */
export class LeaveRenewal {
  readonly #options: LeaveRenewalOptions;
  readonly #deadline: Deadline;
  #owed = false;

  constructor(options: LeaveRenewalOptions) {
    this.#options = options;
    // An error of this task ends the call, because the peers that left could continue to decrypt.
    this.#deadline = new Deadline(options.clock, () => options.enqueue(() => this.settle()));
  }

  /** A peer that left knows our key, and no fresh one was made since. */
  get isOwed(): boolean {
    return this.#owed;
  }

  /** Called when a peer left that may know our key. */
  left(): void {
    const { clock, isSending, sealing } = this.#options;
    this.#owed = true;
    sealing.expireAfterLeave();
    if (isSending() && !this.#deadline.isSet) this.#deadline.set(clock.now() + sharedMs);
  }

  /** Makes the fresh key now, if there is one to be made. */
  async settle(): Promise<void> {
    if (!this.#owed) return;
    this.#deadline.clear();
    await this.#options.renew();
    this.#owed = false;
  }

  end(): void {
    this.#deadline.clear();
  }
}
