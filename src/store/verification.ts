import type { PeerEncryption, SafetyNumber } from "../status.ts";
import type { Peer, PeerTrust } from "./types.ts";

/** The safety number of this peer has not been compared. */
export const noTrust: PeerTrust = {
  verifiedFingerprint: null,
  comparedKey: null,
  identityChanged: false,
  connectionChanged: false,
};

/** The connection's key is not the compared one. */
export const changedTrust: PeerTrust = { ...noTrust, identityChanged: true, connectionChanged: true };

export function trustOf(trust: PeerTrust): PeerTrust {
  const { verifiedFingerprint, comparedKey, identityChanged, connectionChanged } = trust;
  return { verifiedFingerprint, comparedKey, identityChanged, connectionChanged };
}

/** The decision about a connection after the comparison of this participant key was withdrawn. A warning stays. */
export function withoutComparison<Trust extends PeerTrust>(trust: Trust, key: string): Trust {
  return trust.comparedKey === key ? { ...trust, verifiedFingerprint: null, comparedKey: null } : trust;
}

/** True when a peer that leaves has facts to remember. */
export function isWorthRemembering({
  verifiedFingerprint,
  identityChanged,
}: Pick<PeerTrust, "verifiedFingerprint" | "identityChanged">): boolean {
  return verifiedFingerprint !== null || identityChanged;
}

/**
 * True when `compared` is the whole fingerprint or the whole safety number of the peer's current identity
 * key. The server may have replaced the key since the comparison started.
 */
export function isCurrentIdentity(
  { presence, encryption, fingerprint, safetyNumber }: Peer,
  compared: string | SafetyNumber,
): boolean {
  if (presence !== "present" || encryption.status === "unprotected" || fingerprint === null) return false;
  const text = typeof compared === "string" ? compared : compared.digits;
  return text !== "" && (text === fingerprint || text === safetyNumber?.digits);
}

/**
 * True when `compared` is the safety number of the participant keys, which lasts longer than a connection.
 */
export function isParticipantNumber({ safetyNumber }: Peer, compared: string | SafetyNumber): boolean {
  const text = typeof compared === "string" ? compared : compared.digits;
  return safetyNumber?.kind === "participant" && text === safetyNumber.digits;
}

/**
 * The peer after a person's answer. A value that was not compared verifies nothing, and then nothing changes.
 */
export function withAnswer(peer: Peer, compared: string | SafetyNumber | null): Peer {
  if (compared === null) return judged({ ...peer, ...noTrust });
  if (!isCurrentIdentity(peer, compared)) return peer;
  return judged({ ...peer, ...noTrust, verifiedFingerprint: peer.fingerprint });
}

/** The peer after a person accepted its participant key. The contact's own warning ends with the contact's answer. */
export function withAcceptance(peer: Peer): Peer {
  return { ...peer, connectionChanged: false, identityChanged: peer.identity.previousVerifiedAt !== null };
}

/**
 * The peer after its identity was compared with the verified one. `verified` requires the verified key in
 * use. Another key, or a missing key after a known one, causes a warning that stays until a person answers
 * it.
 */
export function judged(peer: Peer): Peer {
  const { presence, encryption, fingerprint, verifiedFingerprint } = peer;
  if (verifiedFingerprint !== null) {
    const isAnother = fingerprint !== null && fingerprint !== verifiedFingerprint;
    if (isAnother || encryption.status === "unprotected") {
      return { ...peer, ...changedTrust, verified: false };
    }
  }
  const isConnection = verifiedFingerprint !== null && fingerprint === verifiedFingerprint;
  const matches = isConnection || peer.identity.status === "verified";
  const verified = matches && presence === "present" && hasKey(encryption);
  const comparedKey = comparedKeyOf(peer);
  return verified === peer.verified && comparedKey === peer.comparedKey
    ? peer
    : { ...peer, verified, comparedKey };
}

/** A peer that is absent, or did not prove its participant key yet, keeps it. */
function comparedKeyOf({ verifiedFingerprint, comparedKey, identity }: Peer): string | null {
  if (verifiedFingerprint === null) return null;
  return identity.by === "comparison" ? identity.key : comparedKey;
}

function hasKey(encryption: PeerEncryption): boolean {
  switch (encryption.status) {
    case "ready":
    case "encrypted":
      return true;
    case "failing":
      return encryption.reason !== "no-key";
    case "exchanging":
    case "unprotected":
      return false;
  }
}
