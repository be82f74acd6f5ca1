import { decodeBase64 } from "./base64.ts";
import { utf8 } from "./well-formed.ts";

/** The field of a statement in `signaling_notify_metadata`, beside `pre_key_bundle`. */
export const statementField = "participant";

const version = 1;
/**
 * The u8 of the signed bytes is the index in this list: see `purposes` there
 * (docs/protocol.md#12-participant-keys).
 */
const purposes = ["camera", "screen"] as const;
const domain = "react-sora-e2ee/identity/1";
const proofDomain = "react-sora-e2ee/identity-proof/2";
/** An uncompressed P-256 point: 0x04, x, y. */
const publicKeyLength = 65;
const signatureLength = 64;
const keyLength = 32;
/** In characters. Sora limits the size of the metadata, so a longer token is refused. */
export const longestVouch = 8_192;

type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes that a participant key signs for one connection. */
export interface StatementSubject {
  readonly channelId: string;
  /** Ed25519 identity key of the connection, 32 bytes. */
  readonly identityKey: Bytes;
  readonly purpose: (typeof purposes)[number];
  /** Ed25519 key that signs the connection's sealed messages, 32 bytes: the identity key again, except with Sora's wasm. */
  readonly messageKey: Bytes;
}

/** A statement as it travels in `signaling_notify_metadata.participant`. */
export interface ParticipantStatement {
  readonly version: number;
  /** Base64 of the 65-byte point. */
  readonly publicKey: string;
  /** 0 camera, 1 screen. */
  readonly purpose: number;
  /** Base64 of 64 bytes, r ‖ s. */
  readonly signature: string;
  /** Base64 of 64 bytes: the connection's identity key confirms the participant key (docs/protocol.md#proof). */
  readonly proof?: string;
  /** The login server's token for the key. */
  readonly vouch?: string;
}

/** A statement of the right form. The signature is not checked yet. */
export interface ReadStatement {
  readonly publicKey: Bytes;
  readonly purpose: StatementSubject["purpose"];
  readonly signature: Bytes;
  /** Null: there is none. */
  readonly proof: Bytes | null;
  readonly vouch: string | null;
}

/**
 * The bytes that the identity key of a connection signs, to confirm that the connection belongs to the
 * participant.
 */
export interface ProofSubject extends Omit<StatementSubject, "identityKey"> {
  /** The participant key: the 65-byte point. */
  readonly publicKey: Bytes;
}

/**
 * The bytes that a participant key signs (docs/protocol.md#12-participant-keys).
 * @throws SoraE2EEError `invalid-options` for a channel id that is not well-formed
 */
export function statementBytes({ channelId, identityKey, purpose, messageKey }: StatementSubject): Bytes {
  if (identityKey.length !== keyLength || messageKey.length !== keyLength) {
    throw new RangeError("The keys in a statement have 32 bytes.");
  }
  return signedBytes(domain, channelId, identityKey, purpose, messageKey);
}

/**
 * The bytes that the identity key of a connection signs (docs/protocol.md#proof). They are longer than the 32
 * bytes of a pre-key, and start differently from a sealed message. So no signature of one kind is valid for
 * another kind.
 * @throws SoraE2EEError `invalid-options` for a channel id that is not well-formed
 */
export function proofBytes({ channelId, publicKey, purpose, messageKey }: ProofSubject): Bytes {
  return signedBytes(proofDomain, channelId, publicKey, purpose, messageKey);
}

function signedBytes(
  text: string,
  channelId: string,
  key: Bytes,
  purpose: StatementSubject["purpose"],
  messageKey: Bytes,
): Bytes {
  const channel = utf8(channelId, "channelId");
  const length = new Uint8Array(2);
  new DataView(length.buffer).setUint16(0, channel.length);
  const head = new TextEncoder().encode(text);
  return Uint8Array.of(...head, ...length, ...channel, ...key, purposes.indexOf(purpose), ...messageKey);
}

export function writeStatement(
  purpose: StatementSubject["purpose"],
  publicKey: string,
  signature: string,
): ParticipantStatement {
  return { version, publicKey, purpose: purposes.indexOf(purpose), signature };
}

/**
 * True when a peer announced a statement. An app may use a field of this name for other data, which has no
 * version.
 */
export function isStatement(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "version" in value && "publicKey" in value;
}

/** Null when it does not have the form of a statement of this version. */
export function readStatement(value: unknown): ReadStatement | null {
  if (!isStatement(value) || value.version !== version) return null;
  const { vouch = null } = value;
  const publicKey = decodeBase64(value.publicKey, publicKeyLength);
  const signature = decodeBase64(value.signature, signatureLength);
  const proof = value.proof === undefined ? null : decodeBase64(value.proof, signatureLength);
  const purpose = typeof value.purpose === "number" ? purposes[value.purpose] : undefined;
  if (publicKey === null || publicKey[0] !== 4 || signature === null || purpose === undefined) return null;
  if (proof === null && value.proof !== undefined) return null;
  const isToken = typeof vouch === "string" && vouch.length <= longestVouch;
  return { publicKey, purpose, signature, proof, vouch: isToken ? vouch : null };
}
