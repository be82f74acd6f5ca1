import { SoraE2EEError } from "../../errors.ts";
import { encodeBase64 } from "../../protocol/base64.ts";
import {
  type ParticipantStatement,
  type ReadStatement,
  type StatementSubject,
  statementBytes,
  writeStatement,
} from "../../protocol/identity-statement.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
const signing = { name: "ECDSA", hash: "SHA-256" } as const;

/**
 * The key pair that identifies a participant over connections and calls (docs/identities.md). The private key
 * cannot be exported and never leaves workers.
 */
export interface ParticipantKey {
  readonly pair: CryptoKeyPair;
  /** The 65-byte point. */
  readonly publicKey: Bytes;
}

/** @throws {SoraE2EEError} `identity-key-failed` where the browser makes no such key. */
export async function createParticipantKey(): Promise<ParticipantKey> {
  try {
    return await participantKey(await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]));
  } catch (cause) {
    throw new SoraE2EEError(
      "identity-key-failed",
      'The browser could not make an ECDSA P-256 key, so this connection has no lasting identity. Use identity: "none" or another browser.',
      { cause },
    );
  }
}

export async function participantKey(pair: CryptoKeyPair): Promise<ParticipantKey> {
  return { pair, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/** True when a stored value is a key pair that can sign and cannot be exported. */
export function isKeyPair(value: unknown): value is CryptoKeyPair {
  if (typeof value !== "object" || value === null) return false;
  const { privateKey, publicKey } = value as Partial<Record<keyof CryptoKeyPair, unknown>>;
  return (
    privateKey instanceof CryptoKey &&
    publicKey instanceof CryptoKey &&
    isP256(privateKey) &&
    isP256(publicKey) &&
    privateKey.usages.includes("sign") &&
    !privateKey.extractable
  );
}

function isP256(key: CryptoKey): boolean {
  const { name, namedCurve } = key.algorithm as EcKeyAlgorithm;
  return name === algorithm.name && namedCurve === algorithm.namedCurve;
}

export async function signStatement(
  { pair, publicKey }: ParticipantKey,
  subject: StatementSubject,
): Promise<ParticipantStatement> {
  const signature = await crypto.subtle.sign(signing, pair.privateKey, statementBytes(subject));
  return writeStatement(subject.purpose, encodeBase64(publicKey), encodeBase64(new Uint8Array(signature)));
}

/** True when the participant key of this statement signed it for this connection. Never rejects. */
export async function verifiesStatement(
  { publicKey, signature }: ReadStatement,
  subject: StatementSubject,
): Promise<boolean> {
  try {
    // Importing checks that the point is on the curve.
    const key = await crypto.subtle.importKey("raw", publicKey, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(signing, key, signature, statementBytes(subject));
  } catch {
    return false;
  }
}
