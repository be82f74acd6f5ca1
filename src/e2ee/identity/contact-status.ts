import type { Contact, PeerIdentity, PeerVouch } from "../../protocol/identity.ts";

export interface Sighting {
  /** Fingerprint of the participant key that the peer proved. */
  readonly key: string;
  readonly userId: string | null;
  readonly now: number;
}

/** The contact after a peer with this key was seen. */
export function seen(contact: Contact | null, { key, userId, now }: Sighting): Contact {
  if (contact === null) {
    const never = { label: null, verifiedAt: null, acceptedAt: null };
    return { key, userId, firstSeen: now, lastSeen: now, ...never };
  }
  return { ...contact, userId: userId ?? contact.userId, lastSeen: now };
}

/**
 * The identity of a peer that proved the key of `contact` (docs/identities.md#status).
 * @param all All remembered contacts. `contact` may be missing in it.
 * @param since The start of the call. A contact that was first seen after it is new.
 * @param vouch The statement of the app's login server about the key, in this call.
 */
export function identityOf(
  contact: Contact,
  all: readonly Contact[],
  since: number,
  vouch: PeerVouch | null = null,
): Omit<PeerIdentity, "confirmed"> {
  const { key, label, verifiedAt, acceptedAt } = contact;
  const others = all.filter((other) => isOtherKey(contact, other));
  const isNew = contact.firstSeen >= since;
  const verifiedBefore = others.flatMap((other) => other.verifiedAt ?? []);
  const previousVerifiedAt = verifiedBefore.length > 0 ? Math.max(...verifiedBefore) : null;
  const base = { key, label, verifiedAt, by: null, vouch, previousVerifiedAt: null };
  if (verifiedAt !== null) return { ...base, status: "verified", by: "comparison" };
  // A warning about a compared person stays until a person answers it, regardless of a login server.
  if (acceptedAt === null && previousVerifiedAt !== null) {
    return { ...base, status: "changed", previousVerifiedAt };
  }
  if (vouch?.status === "vouched") return { ...base, status: "verified", by: "vouch" };
  // Any other change is reported once.
  if (acceptedAt === null && others.length > 0 && isNew) return { ...base, status: "changed" };
  return { ...base, status: isNew ? "new" : "known" };
}

/** Only earlier keys count, because two devices that joined together did not replace each other. */
function isOtherKey(contact: Contact, other: Contact): boolean {
  if (contact.userId === null || other.userId !== contact.userId || other.key === contact.key) return false;
  return other.verifiedAt !== null || other.firstSeen < contact.firstSeen;
}
