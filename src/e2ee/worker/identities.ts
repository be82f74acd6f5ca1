import { parseBundle } from "../../protocol/bundle.ts";
import type { Clock, TimerHandle } from "../../protocol/clock.ts";
import type { PeerFacts, SafetyNumber } from "../../status.ts";
import type { KeyAgreement, PreKeyBundle } from "../agreement/types.ts";
import { createSafetyNumbers } from "../identity/safety-number.ts";

/** Stretching a key takes milliseconds of the thread that frames need too. */
const pauseMs = 20;

/** What the key agreement lets the page know of a peer. */
export type PeerIdentity = Pick<PeerFacts, "fingerprint" | "safetyNumber">;

export const unknownIdentity: PeerIdentity = { fingerprint: null, safetyNumber: null };

interface KnownIdentity {
  readonly fingerprint: string | null;
  safetyNumber: SafetyNumber | null;
}

/** What two people can compare, for each peer whose bundle the key agreement took. */
export class Identities {
  readonly #agreement: KeyAgreement;
  readonly #clock: Clock;
  readonly #onNumber: (connectionId: string) => void;
  readonly #safetyNumber: (identityKey: Uint8Array) => Promise<SafetyNumber>;
  readonly #known = new Map<string, KnownIdentity>();
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
    const { fingerprint, safetyNumber } = this.#known.get(connectionId) ?? unknownIdentity;
    return { fingerprint, safetyNumber };
  }

  add(connectionId: string, bundle: PreKeyBundle): void {
    const { identityKey } = parseBundle(bundle);
    // Read once: the engine lists the fingerprints of all its peers each time.
    const fingerprint = this.#agreement.remoteFingerprints()[connectionId] ?? null;
    const known: KnownIdentity = { fingerprint, safetyNumber: null };
    this.#known.set(connectionId, known);
    // The server can let a peer leave and bring another one under its id, whose safety number this one must not become.
    const isCurrent = (): boolean => this.#known.get(connectionId) === known;
    this.#tail = this.#tail.then(async () => {
      if (!isCurrent()) return;
      await new Promise<void>((resolve) => {
        this.#timer = this.#clock.setTimer(resolve, pauseMs);
      });
      if (!isCurrent()) return;
      known.safetyNumber = await this.#safetyNumber(identityKey);
      if (isCurrent()) this.#onNumber(connectionId);
    });
  }

  remove(connectionId: string): void {
    this.#known.delete(connectionId);
  }

  close(): void {
    this.#known.clear();
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
  }
}
