import { SoraE2EEError } from "../../errors.ts";
import { encodeBase64 } from "../../protocol/base64.ts";
import type { Clock } from "../../protocol/clock.ts";
import {
  type ParticipantStatement,
  readStatement,
  type StatementSubject,
} from "../../protocol/identity-statement.ts";
import { fingerprint } from "../identity/fingerprint.ts";
import { loadDeviceKey, type StoredKey } from "../identity/key-storage.ts";
import {
  createParticipantKey,
  isKeyPair,
  type ParticipantKey,
  participantKey,
  signStatement,
} from "../identity/participant-key.ts";
import { storageFailure } from "../identity/storage-failure.ts";
import type { LoadedEngine } from "./engines.ts";
import { toFailure } from "./failure.ts";
import type { OwnStatement, ParticipantSetup, PostToPage, WorkerFailure } from "./messages.ts";

/** Another worker of the page answers within milliseconds, unless it has crashed. */
const answerLimitMs = 3_000;
/** A storage that never answers must not hold up a call. */
const storageLimitMs = 10_000;

type SignProof = NonNullable<LoadedEngine["signProof"]>;

interface HeldKey extends ParticipantKey {
  readonly kind: "session" | "device";
  readonly isNew: boolean;
  readonly problem: WorkerFailure | null;
}

/** The values that a worker passes to the next worker of the same call. */
type HandedKey = Pick<HeldKey, "pair" | "kind" | "isNew" | "problem">;

/**
 * The participant key of this page's call. Its worker passes it to the worker of the next connection, or
 * signs for the worker of a screen, over a port between the two. This continues after the connection's own
 * keys were wiped.
 */
export class OwnParticipant {
  readonly #clock: Clock;
  readonly #post: PostToPage;
  #key: Promise<HeldKey> | null = null;

  constructor(clock: Clock, post: PostToPage) {
    this.#clock = clock;
    this.#post = post;
  }

  /**
   * Our statement for one connection. Never rejects: a problem is part of the answer.
   * @param signProof Signs with the connection's identity key. Left out: the engine cannot.
   */
  async statement(
    setup: ParticipantSetup,
    subject: StatementSubject,
    signProof?: SignProof,
  ): Promise<OwnStatement> {
    try {
      const own = await this.#statement(setup, subject);
      const publicKey = readStatement(own.statement)?.publicKey;
      if (!signProof || !publicKey || !own.statement) return own;
      const proof = encodeBase64(await signProof({ ...subject, publicKey }));
      return { ...own, statement: { ...own.statement, proof } };
    } catch (error) {
      return { statement: null, kind: null, fingerprint: null, isNew: false, problem: toFailure(error) };
    }
  }

  /** Passes the key to the worker at the other end. */
  handOver(port: MessagePort): void {
    void this.#key?.then(
      (key) => port.postMessage(handed(key)),
      () => undefined,
    );
  }

  /** Signs one statement for the worker at the other end. */
  signFor(port: MessagePort): void {
    port.onmessage = ({ data }: MessageEvent<StatementSubject>) => {
      void this.#key
        ?.then((key) => sign(key, data))
        .then(
          (own) => port.postMessage(own),
          () => undefined,
        );
    };
  }

  async #statement(setup: ParticipantSetup, subject: StatementSubject): Promise<OwnStatement> {
    if (setup.signer) return this.#signedElsewhere(setup.signer, subject);
    this.#key = this.#load(setup);
    const key = await this.#key;
    if (key.kind === "session") this.#park(key, setup.parking ?? []);
    return sign(key, subject);
  }

  async #load({ kind, profile, previous, parked = null }: ParticipantSetup): Promise<HeldKey> {
    const current = await this.#handedFrom(previous);
    if (current) return current;
    const session = async (problem: WorkerFailure | null): Promise<HeldKey> => {
      const known = await this.#handedFrom(parked);
      return known
        ? { ...known, problem }
        : { ...(await createParticipantKey()), kind: "session", isNew: true, problem };
    };
    if (kind === "session") return session(null);
    try {
      return { ...(await this.#stored(profile)), kind, problem: null };
    } catch (error) {
      return session(toFailure(error));
    }
  }

  #stored(profile: string): Promise<StoredKey> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimer(() => reject(storageFailure(null, "its identity")), storageLimitMs);
      loadDeviceKey(profile)
        .then(resolve, reject)
        .finally(() => this.#clock.clearTimer(timer));
    });
  }

  async #handedFrom(port: MessagePort | null): Promise<HeldKey | null> {
    const answer = port && (await this.#answer(port).catch(() => null));
    return isHanded(answer) ? { ...answer, ...(await participantKey(answer.pair)) } : null;
  }

  /** Leaves the key in ports that the page keeps and does not read. */
  #park(key: HeldKey, parking: readonly MessagePort[]): void {
    for (const port of parking) port.postMessage(handed(key));
    if (parking.length > 0) this.#post({ type: "parked", ports: parking }, [...parking]);
  }

  async #signedElsewhere(port: MessagePort, subject: StatementSubject): Promise<OwnStatement> {
    const answer = this.#answer(port);
    port.postMessage(subject);
    const own = (await answer) as OwnStatement;
    if (readStatement(own.statement) === null) throw noSigner();
    return own;
  }

  #answer(port: MessagePort): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimer(() => {
        port.close();
        reject(noSigner());
      }, answerLimitMs);
      port.onmessage = ({ data }) => {
        this.#clock.clearTimer(timer);
        port.close();
        resolve(data);
      };
    });
  }
}

async function sign(key: HeldKey, subject: StatementSubject): Promise<OwnStatement> {
  const statement: ParticipantStatement = await signStatement(key, subject);
  const { kind, isNew, problem } = key;
  return { statement, kind, fingerprint: await fingerprint(key.publicKey), isNew, problem };
}

function handed({ pair, kind, isNew, problem }: HeldKey): HandedKey {
  return { pair, kind, isNew, problem };
}

function isHanded(value: unknown): value is HandedKey {
  return typeof value === "object" && value !== null && "pair" in value && isKeyPair(value.pair);
}

function noSigner(): SoraE2EEError {
  return new SoraE2EEError(
    "identity-key-failed",
    "The worker that has this page's identity key did not answer, so this connection has no lasting identity. Connect again.",
  );
}
