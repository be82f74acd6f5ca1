import type { SafetyNumber } from "../../status.ts";
import { createSafetyNumbers } from "../agreement/safety-number.ts";
import type { KeyAgreement, PreKeyBundle } from "../agreement/types.ts";
import type { Clock, TimerHandle } from "../media/clock.ts";
import { parseBundle } from "../protocol/bundle.ts";

/** Stretching a key takes milliseconds of the thread that frames need too. */
const pauseMs = 20;

/** What two people can compare, for each member whose bundle the key agreement took. */
export class Identities {
  readonly #agreement: KeyAgreement;
  readonly #clock: Clock;
  readonly #onNumber: () => void;
  readonly #safetyNumber: (identityKey: Uint8Array) => Promise<SafetyNumber>;
  readonly #numbers = new Map<string, SafetyNumber | null>();
  #tail: Promise<void> = Promise.resolve();
  #timer: TimerHandle | null = null;

  constructor(agreement: KeyAgreement, own: PreKeyBundle, clock: Clock, onNumber: () => void) {
    this.#agreement = agreement;
    this.#clock = clock;
    this.#onNumber = onNumber;
    this.#safetyNumber = createSafetyNumbers(parseBundle(own).identityKey);
  }

  fingerprint(connectionId: string): string | null {
    return this.#agreement.remoteFingerprints()[connectionId] ?? null;
  }

  /** Null until it has been worked out. */
  safetyNumber(connectionId: string): SafetyNumber | null {
    return this.#numbers.get(connectionId) ?? null;
  }

  add(connectionId: string, bundle: PreKeyBundle): void {
    const { identityKey } = parseBundle(bundle);
    this.#numbers.set(connectionId, null);
    this.#tail = this.#tail.then(async () => {
      await new Promise<void>((resolve) => {
        this.#timer = this.#clock.setTimer(resolve, pauseMs);
      });
      if (!this.#numbers.has(connectionId)) return;
      const number = await this.#safetyNumber(identityKey);
      if (!this.#numbers.has(connectionId)) return;
      this.#numbers.set(connectionId, number);
      this.#onNumber();
    });
  }

  remove(connectionId: string): void {
    this.#numbers.delete(connectionId);
  }

  close(): void {
    this.#numbers.clear();
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
  }
}
