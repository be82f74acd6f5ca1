import { decodeBase64, encodeBase64 } from "../../protocol/base64.ts";
import { type IdentityBundle, readIdentityKey } from "../../protocol/bundle.ts";
import type { Clock, TimerHandle } from "../../protocol/clock.ts";
import { isStatement, readStatement } from "../../protocol/identity-statement.ts";
import type { PeerFacts, PeerStatement, SafetyNumber } from "../../status.ts";
import type { KeyAgreement } from "../agreement/types.ts";
import { fingerprint as fingerprintOf } from "../identity/fingerprint.ts";
import { verifiesStatement } from "../identity/participant-key.ts";
import { createParticipantSafetyNumbers, createSafetyNumbers } from "../identity/safety-number.ts";
import { signingKeys } from "../messages/sender-keys.ts";
import { reusedIdentityKey } from "./failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Stretching a key takes milliseconds of the thread that frames need too. */
const pauseMs = 20;

/** The key agreement's facts about a peer that the page may know. */
export type PeerIdentity = Pick<PeerFacts, "fingerprint" | "safetyNumber" | "statement">;

export const unknownIdentity: PeerIdentity = {
  fingerprint: null,
  safetyNumber: null,
  statement: { status: "none" },
};

/** A peer's announced identity. */
export interface AnnouncedIdentity {
  readonly connectionId: string;
  readonly bundle: IdentityBundle;
  readonly messageKey: string | null;
  readonly statement: unknown;
}

interface KnownIdentity {
  readonly fingerprint: string | null;
  readonly statement: VerifiedStatement | "none" | "invalid";
  /** Until then the statement and the bundle could be copies of somebody else's. */
  proven: boolean;
  safetyNumber: SafetyNumber | null;
}

type VerifiedStatement = Extract<PeerStatement, { readonly status: "proven" }>;

export interface IdentitiesOptions {
  readonly agreement: Pick<KeyAgreement, "remoteFingerprints">;
  readonly own: IdentityBundle;
  readonly channelId: string;
  /** Null: we have no participant key. */
  readonly ownParticipantKey: Bytes | null;
  readonly clock: Clock;
  /** More is known of this peer's identity. */
  readonly onIdentified: (connectionId: string) => void;
}

/** The proven identity of each peer, and the safety numbers that two people can compare (docs/identities.md). */
export class Identities {
  readonly #options: IdentitiesOptions;
  readonly #betweenConnections: (identityKey: Bytes) => Promise<SafetyNumber>;
  readonly #betweenParticipants: ((publicKey: Bytes) => Promise<SafetyNumber>) | null;
  readonly #known = new Map<string, KnownIdentity>();
  /** Identity key in base64, by connection id. */
  readonly #claims = new Map<string, string>();
  #tail: Promise<void> = Promise.resolve();
  #timer: TimerHandle | null = null;

  constructor(options: IdentitiesOptions) {
    this.#options = options;
    const { own, ownParticipantKey } = options;
    this.#betweenConnections = createSafetyNumbers(readIdentityKey(own));
    this.#betweenParticipants = ownParticipantKey && createParticipantSafetyNumbers(ownParticipantKey);
  }

  /** The safety number is null until it has been worked out. */
  of(connectionId: string): PeerIdentity {
    const known = this.#known.get(connectionId);
    if (known === undefined) return unknownIdentity;
    const { fingerprint, safetyNumber } = known;
    return { fingerprint, safetyNumber, statement: statementOf(known) };
  }

  /**
   * Notes whose identity key this is. To be called before the key agreement takes the bundle.
   * @throws {SoraE2EEError} `identity-key-reused` when another connection announced the same one
   */
  claim(connectionId: string, { identityKey }: IdentityBundle): void {
    for (const [other, claimed] of this.#claims) {
      if (claimed === identityKey && other !== connectionId) throw reusedIdentityKey();
    }
    this.#claims.set(connectionId, identityKey);
  }

  /** Resolves with false when there is a statement that does not verify. */
  async add({ connectionId, bundle, messageKey, statement }: AnnouncedIdentity): Promise<boolean> {
    const { agreement } = this.#options;
    // Read once: the engine lists the fingerprints of all its peers each time.
    const fingerprint = agreement.remoteFingerprints()[connectionId] ?? null;
    const known: KnownIdentity = {
      fingerprint,
      statement: await this.#verified(bundle, messageKey, statement),
      proven: false,
      safetyNumber: null,
    };
    this.#known.set(connectionId, known);
    // Between participants it waits for the proof. Otherwise a copied statement would show a genuine number.
    if (!this.#comparesParticipants(known)) {
      const identityKey = readIdentityKey(bundle);
      this.#workOut(connectionId, known, () => this.#betweenConnections(identityKey));
    }
    return known.statement !== "invalid";
  }

  /** The peer holds the private key of its bundle. */
  proved(connectionId: string): void {
    const known = this.#known.get(connectionId);
    if (known === undefined || known.proven) return;
    known.proven = true;
    const { statement } = known;
    if (typeof statement === "string") return;
    this.#options.onIdentified(connectionId);
    const number = this.#betweenParticipants;
    const publicKey = decodeBase64(statement.publicKey, 65);
    if (number && publicKey) this.#workOut(connectionId, known, () => number(publicKey));
  }

  remove(connectionId: string): void {
    this.#known.delete(connectionId);
    this.#claims.delete(connectionId);
  }

  close(): void {
    this.#known.clear();
    this.#claims.clear();
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
  }

  async #verified(
    bundle: IdentityBundle,
    messageKey: string | null,
    announced: unknown,
  ): Promise<KnownIdentity["statement"]> {
    if (!isStatement(announced)) return "none";
    const read = readStatement(announced);
    if (read === null) return "invalid";
    const { channelId } = this.#options;
    const { purpose, publicKey, vouch } = read;
    const subject = { channelId, purpose, ...signingKeys(bundle, messageKey) };
    if (!(await verifiesStatement(read, subject))) return "invalid";
    return {
      status: "proven",
      key: await fingerprintOf(publicKey),
      publicKey: encodeBase64(publicKey),
      purpose,
      vouch,
    };
  }

  #comparesParticipants({ statement }: KnownIdentity): boolean {
    return this.#betweenParticipants !== null && typeof statement !== "string";
  }

  /** The server can let a peer leave and bring another one under its id, whose number this one must not become. */
  #workOut(connectionId: string, known: KnownIdentity, number: () => Promise<SafetyNumber>): void {
    const { clock, onIdentified } = this.#options;
    const isCurrent = (): boolean => this.#known.get(connectionId) === known;
    this.#tail = this.#tail.then(async () => {
      if (!isCurrent()) return;
      await new Promise<void>((resolve) => {
        this.#timer = clock.setTimer(resolve, pauseMs);
      });
      if (!isCurrent()) return;
      known.safetyNumber = await number();
      if (isCurrent()) onIdentified(connectionId);
    });
  }
}

function statementOf({ statement, proven }: KnownIdentity): PeerStatement {
  if (typeof statement === "string") return { status: statement };
  if (!proven) return { status: "unproven" };
  return statement;
}
