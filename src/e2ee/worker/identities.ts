import { decodeBase64, encodeBase64 } from "../../protocol/base64.ts";
import { type IdentityBundle, readIdentityKey } from "../../protocol/bundle.ts";
import type { Clock, TimerHandle } from "../../protocol/clock.ts";
import { isStatement, proofBytes, readStatement } from "../../protocol/identity-statement.ts";
import type { PeerFacts, PeerStatement, SafetyNumber } from "../../status.ts";
import { fingerprint as fingerprintOf } from "../identity/fingerprint.ts";
import { verifiesStatement } from "../identity/participant-key.ts";
import { createParticipantSafetyNumbers, createSafetyNumbers } from "../identity/safety-number.ts";
import type { OpenedMessage } from "../messages/received-message.ts";
import { signingKeys } from "../messages/sender-keys.ts";
import type { LoadedEngine } from "./engines.ts";
import { reusedIdentityKey } from "./failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Stretching a key takes milliseconds of the thread that also handles frames. */
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
  /** Every peer with this key agreement confirms its statement: one without a proof is invalid. Default false. */
  readonly alwaysConfirms?: boolean;
}

interface KnownIdentity {
  readonly fingerprint: string | null;
  statement: VerifiedStatement | "none" | "invalid";
  /** Until then the statement and the bundle could be copies of another participant's. */
  proven: boolean;
  safetyNumber: SafetyNumber | null;
}

type VerifiedStatement = Extract<PeerStatement, { readonly status: "proven" }>;

export interface IdentitiesOptions {
  readonly agreement: Pick<LoadedEngine, "remoteFingerprints" | "ed25519">;
  readonly own: IdentityBundle;
  readonly channelId: string;
  /** Null when we have no participant key. */
  readonly ownParticipantKey: Bytes | null;
  readonly clock: Clock;
  /** More facts about this peer's identity are known. */
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

  /** The safety number is null until it was computed. */
  of(connectionId: string): PeerIdentity {
    const known = this.#known.get(connectionId);
    if (known === undefined) return unknownIdentity;
    const { fingerprint, safetyNumber } = known;
    return { fingerprint, safetyNumber, statement: statementOf(known) };
  }

  /**
   * Stores the identity key that this connection announced. Call this before the key agreement gets the bundle. A bundle is
   * public, so a copy of it may be announced first: only a connection that proved the key keeps others from announcing it.
   * @throws {SoraE2EEError} `identity-key-reused` when another connection has proved that it holds this key
   */
  claim(connectionId: string, { identityKey }: IdentityBundle): void {
    const hasOwner = this.#othersWith(connectionId, identityKey).some(
      (other) => this.#known.get(other)?.proven,
    );
    if (hasOwner) throw reusedIdentityKey();
    this.#claims.set(connectionId, identityKey);
  }

  /** Removes the other connections that announced the key of this one, if it has proved the key. Returns their ids. */
  removeCopiesOf(connectionId: string): readonly string[] {
    const identityKey = this.#claims.get(connectionId);
    if (identityKey === undefined || !this.#known.get(connectionId)?.proven) return [];
    const copies = this.#othersWith(connectionId, identityKey);
    for (const copy of copies) {
      this.remove(copy);
      this.#options.onIdentified(copy);
    }
    return copies;
  }

  /** Resolves with false when a statement is invalid. */
  async add(announced: AnnouncedIdentity): Promise<boolean> {
    const { connectionId, bundle } = announced;
    const { agreement } = this.#options;
    // Read once: the engine lists the fingerprints of all its peers each time.
    const fingerprint = agreement.remoteFingerprints()[connectionId] ?? null;
    const known: KnownIdentity = {
      fingerprint,
      statement: await this.#verified(announced),
      proven: false,
      safetyNumber: null,
    };
    this.#known.set(connectionId, known);
    // A safety number of participants waits for the proof, because a copied statement would show a genuine number.
    if (!this.#comparesParticipants(known)) {
      const identityKey = readIdentityKey(bundle);
      this.#workOut(connectionId, known, () => this.#betweenConnections(identityKey));
    }
    return known.statement !== "invalid";
  }

  /** The peer has proved that it holds the private key of its bundle. */
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

  /**
   * A sealed message of this peer was opened. A peer that signs messages with its identity key can also sign
   * the proof of its statement. Returns false when the statement comes without that proof: the server took it
   * away, and the statement is invalid from now on.
   */
  opened({ from: connectionId, signedBy }: Pick<OpenedMessage, "from" | "signedBy">): boolean {
    this.proved(connectionId);
    const known = this.#known.get(connectionId);
    if (signedBy === "message-key" || known === undefined) return true;
    if (typeof known.statement === "string" || known.statement.confirmed) return true;
    known.statement = "invalid";
    known.safetyNumber = null;
    this.#options.onIdentified(connectionId);
    const identityKey = decodeBase64(this.#claims.get(connectionId), 32);
    if (identityKey) this.#workOut(connectionId, known, () => this.#betweenConnections(identityKey));
    return false;
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

  #othersWith(connectionId: string, identityKey: string): string[] {
    return [...this.#claims].flatMap(([other, claimed]) =>
      claimed === identityKey && other !== connectionId ? [other] : [],
    );
  }

  async #verified(announced: AnnouncedIdentity): Promise<KnownIdentity["statement"]> {
    const { bundle, messageKey, statement, alwaysConfirms = false } = announced;
    if (!isStatement(statement)) return "none";
    const read = readStatement(statement);
    if (read === null) return "invalid";
    const { agreement, channelId } = this.#options;
    const { purpose, publicKey, proof, vouch } = read;
    const keys = signingKeys(bundle, messageKey);
    if (!(await verifiesStatement(read, { channelId, purpose, ...keys }))) return "invalid";
    if (proof === null && alwaysConfirms) return "invalid";
    if (proof !== null) {
      const { verify } = await agreement.ed25519();
      const signed = proofBytes({ channelId, publicKey, purpose, messageKey: keys.messageKey });
      if (!(await verify(keys.identityKey, proof, signed))) return "invalid";
    }
    return {
      status: "proven",
      key: await fingerprintOf(publicKey),
      publicKey: encodeBase64(publicKey),
      purpose,
      confirmed: proof !== null,
      vouch,
    };
  }

  #comparesParticipants({ statement }: KnownIdentity): boolean {
    return this.#betweenParticipants !== null && typeof statement !== "string";
  }

  /** The server can replace a peer under the same id. The new peer must not get the old peer's number. */
  #workOut(connectionId: string, known: KnownIdentity, number: () => Promise<SafetyNumber>): void {
    const { clock, onIdentified } = this.#options;
    const isCurrent = (): boolean => this.#known.get(connectionId) === known;
    this.#tail = this.#tail.then(async () => {
      if (!isCurrent()) return;
      await new Promise<void>((resolve) => {
        this.#timer = clock.setTimer(resolve, pauseMs);
      });
      if (!isCurrent()) return;
      const { statement } = known;
      const worked = await number();
      if (!isCurrent() || known.statement !== statement) return;
      known.safetyNumber = worked;
      onIdentified(connectionId);
    });
  }
}

function statementOf({ statement, proven }: KnownIdentity): PeerStatement {
  if (typeof statement === "string") return { status: statement };
  if (!proven) return { status: "unproven" };
  return statement;
}
