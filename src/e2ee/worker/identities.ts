import type { PeerFacts, SafetyNumber } from "../../status.ts";
import { createSafetyNumbers } from "../agreement/safety-number.ts";
import type { KeyAgreement, PreKeyBundle } from "../agreement/types.ts";
import type { Clock, TimerHandle } from "../media/clock.ts";
import { parseBundle } from "../protocol/bundle.ts";

/** Stretching a key takes milliseconds of the thread that frames need too. */
const pauseMs = 20;

/** What the key agreement lets the page know of a peer. */
export type PeerIdentity = Pick<PeerFacts, "fingerprint" | "safetyNumber">;

export const unknownIdentity: PeerIdentity = { fingerprint: null, safetyNumber: null };

/** What two people can compare, for each member whose bundle the key agreement took. */
export class Identities {
  readonly #agreement: KeyAgreement;
  readonly #clock: Clock;
  readonly #onNumber: (connectionId: string) => void;
  readonly #safetyNumber: (identityKey: Uint8Array) => Promise<SafetyNumber>;
  readonly #numbers = new Map<string, SafetyNumber | null>();
  readonly #fingerprints = new Map<string, string>();
  #tail: Promise<void> = Promise.resolve();
  #timer: TimerHandle | null = null;

  constructor(
    agreement: KeyAgreement,
    own: PreKeyBundle,
    clock: Clock,
    onNumber: (connectionId: string) => void,
  ) {
    this.#agreement = agreement;
    this.#clock = clock;
    this.#onNumber = onNumber;
    this.#safetyNumber = createSafetyNumbers(parseBundle(own).identityKey);
  }

  /** The safety number is null until it has been worked out. */
  of(connectionId: string): PeerIdentity {
    return {
      fingerprint: this.#fingerprints.get(connectionId) ?? null,
      safetyNumber: this.#numbers.get(connectionId) ?? null,
    };
  }

  add(connectionId: string, bundle: PreKeyBundle): void {
    const { identityKey } = parseBundle(bundle);
    this.#numbers.set(connectionId, null);
    // Read once: the engine lists the fingerprints of all its members each time.
    const fingerprint = this.#agreement.remoteFingerprints()[connectionId];
    if (fingerprint !== undefined) this.#fingerprints.set(connectionId, fingerprint);
    this.#tail = this.#tail.then(async () => {
      await new Promise<void>((resolve) => {
        this.#timer = this.#clock.setTimer(resolve, pauseMs);
      });
      if (!this.#numbers.has(connectionId)) return;
      const number = await this.#safetyNumber(identityKey);
      if (!this.#numbers.has(connectionId)) return;
      this.#numbers.set(connectionId, number);
      this.#onNumber(connectionId);
    });
  }

  remove(connectionId: string): void {
    this.#numbers.delete(connectionId);
    this.#fingerprints.delete(connectionId);
  }

  close(): void {
    this.#numbers.clear();
    this.#fingerprints.clear();
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
  }
}
