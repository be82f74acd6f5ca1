import {
  acceptedUserIdsOf,
  joinedUserIds,
  userIdsOf,
  withUserId,
  withUserIds,
} from "../../protocol/contact-users.ts";
import type { Contact, PeerIdentity, PeerVouch } from "../../protocol/identity.ts";

export interface Sighting {
  /** Fingerprint of the participant key that the peer proved. */
  readonly key: string;
  readonly userId: string | null;
  readonly now: number;
}

/** A person has said nothing about the key. */
const unanswered = { label: null, verifiedAt: null, acceptedAt: null };

/**
 * The contact after a peer with this key was seen. It keeps its earlier user ids: otherwise a claim to be somebody else
 * would end a warning.
 * @param isKept As in `withUserId`.
 */
export function seen(
  contact: Contact | null,
  { key, userId, now }: Sighting,
  isKept: (userId: string) => boolean = () => false,
): Contact {
  if (contact === null) {
    return { key, userId, firstSeen: now, lastSeen: now, ...unanswered };
  }
  const again = { ...contact, lastSeen: now };
  return userId === null ? again : withUserId(again, userId, isKept);
}

/** The contact after a person compared its key, or withdrew that. The user's id of this moment is never dropped. */
export function compared(contact: Contact, verifiedAt: number | null): Contact {
  const { userId } = contact;
  const userIds = [...(userId === null ? [] : [userId]), ...userIdsOf(contact)];
  return withUserIds({ ...contact, verifiedAt, acceptedAt: null }, userIds, []);
}

/** The contact after a person accepted its key for all its user ids. */
export function accepted(contact: Contact, acceptedAt: number): Contact {
  const userIds = userIdsOf(contact);
  return withUserIds({ ...contact, acceptedAt }, userIds, userIds);
}

/** The contact after a person forgot it. What the peer claims in this call is still known. */
export function forgotten(contact: Contact, since: number): Contact {
  return withUserIds(
    { ...contact, ...unanswered, firstSeen: since, lastSeen: since },
    userIdsOf(contact),
    [],
  );
}

/**
 * The stored contact with what this call knows besides.
 * @param isUnsaved True while the answer in `known` is not stored. It is newer than `stored`.
 * @param isKept As in `withUserId`.
 */
export function combined(
  stored: Contact,
  known: Contact,
  isUnsaved: boolean,
  isKept: (userId: string) => boolean = () => false,
): Contact {
  const { verifiedAt, acceptedAt } = isUnsaved ? known : stored;
  const answered = acceptedAt === known.acceptedAt ? known : stored;
  // The user ids of the comparison are the first ones of the record that has it.
  const userIds =
    stored.verifiedAt !== null && (!isUnsaved || known.verifiedAt === null)
      ? joinedUserIds(stored, known, isKept)
      : joinedUserIds(known, stored, isKept);
  // One user id alone is not in the list of user ids.
  const userId = known.userId ?? stored.userId;
  return withUserIds({ ...stored, userId, verifiedAt, acceptedAt }, userIds, acceptedUserIdsOf(answered));
}

/** The remembered keys of one user. */
interface KeysOfUser {
  /** The newest comparison of one of them; `-Infinity` when none was compared. */
  readonly verifiedAt: number;
  readonly firstSeen: number;
}

const notCompared = Number.NEGATIVE_INFINITY;

/** Collects the keys of each user, by user id. `identityOf` then needs no search through all contacts. */
export function keysOfUsers(contacts: Iterable<Contact>): ReadonlyMap<string, KeysOfUser> {
  const users = new Map<string, KeysOfUser>();
  for (const contact of contacts) {
    for (const userId of userIdsOf(contact)) {
      const known = users.get(userId);
      users.set(userId, {
        verifiedAt: Math.max(known?.verifiedAt ?? notCompared, contact.verifiedAt ?? notCompared),
        firstSeen: Math.min(known?.firstSeen ?? contact.firstSeen, contact.firstSeen),
      });
    }
  }
  return users;
}

/**
 * The identity of a peer that proved the key of `contact` (docs/identities.md#status).
 * @param users Of all remembered contacts. `contact` may be missing in it.
 * @param since The start of the call. A contact that was first seen after it is new.
 * @param vouch The statement of the app's login server about the key, in this call.
 */
export function identityOf(
  contact: Contact,
  users: ReadonlyMap<string, KeysOfUser>,
  since: number,
  vouch: PeerVouch | null = null,
): Omit<PeerIdentity, "confirmed"> {
  const { key, label, verifiedAt } = contact;
  const base = { key, label, verifiedAt, by: null, vouch, previousVerifiedAt: null };
  if (verifiedAt !== null) return { ...base, status: "verified", by: "comparison" };
  const answered = new Set(acceptedUserIdsOf(contact));
  const open = userIdsOf(contact).filter((userId) => !answered.has(userId));
  const known = open.flatMap((userId) => users.get(userId) ?? []);
  const previousVerifiedAt = Math.max(...known.map((one) => one.verifiedAt));
  // A warning about a compared person stays until a person answers it, regardless of a login server.
  if (previousVerifiedAt > notCompared) return { ...base, status: "changed", previousVerifiedAt };
  if (vouch?.status === "vouched") return { ...base, status: "verified", by: "vouch" };
  const isNew = contact.firstSeen >= since;
  // Any other change is reported once. Only earlier keys count, because two devices that joined together did not replace
  // each other.
  if (isNew && known.some(({ firstSeen }) => firstSeen < contact.firstSeen))
    return { ...base, status: "changed" };
  return { ...base, status: isNew ? "new" : "known" };
}
