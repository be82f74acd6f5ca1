import type { Contact, ContactStore } from "./identity.ts";

export const longestUserId = 256;
/** Peers and servers can make up any number of user ids. */
export const maxUserIds = 64;
/** The last time that a `Date` can hold. Formatting a later one throws. */
export const lastTime = 8.64e15;

/**
 * A contact that a store gave. A store of the app may have null or nothing for a field without a value, and more fields of
 * its own. Of too many user ids, the first ones are read.
 */
function storedContact(given: Contact | null | undefined): Contact | null {
  if (!given) return null;
  const { userIds, acceptedUserIds, ...rest } = given;
  const [label, userId] = [textOf(rest.label), textOf(rest.userId)];
  const [firstSeen, lastSeen] = [timeOf(rest.firstSeen) ?? 0, timeOf(rest.lastSeen) ?? 0];
  const [verifiedAt, acceptedAt] = [timeOf(rest.verifiedAt), timeOf(rest.acceptedAt)];
  return {
    ...{ ...rest, label, userId, firstSeen, lastSeen, verifiedAt, acceptedAt },
    ...(userIds && { userIds: idsOf(userIds) }),
    ...(acceptedUserIds && { acceptedUserIds: idsOf(acceptedUserIds) }),
  };
}

/** Stores what `change` makes of the stored contact, or nothing for null. */
export async function changeContact(
  store: ContactStore,
  key: string,
  change: (stored: Contact | null) => Contact | null,
): Promise<void> {
  const changed = (found: Contact | null): Contact | null => {
    const stored = storedContact(found);
    // It must not be replaced by a new one.
    if (stored !== null && stored.key !== key)
      throw new TypeError("The store has another contact for this key.");
    return change(stored);
  };
  if (store.update) return store.update(key, changed);
  const contact = changed(await store.get(key));
  if (contact !== null) await store.put(contact);
}

/** The contacts that a store listed. */
export function storedContacts(given: readonly Contact[]): Contact[] {
  return given.flatMap((contact) => storedContact(contact) ?? []);
}

function textOf(given: unknown): string | null {
  return typeof given === "string" ? given : null;
}

/**
 * Some databases store 0, false or an empty text for nothing. Only a time counts as an answer. JSON has a date as text.
 */
function timeOf(given: unknown): number | null {
  const number = given instanceof Date ? given.getTime() : Number(given);
  const time = typeof given === "string" && Number.isNaN(number) ? Date.parse(given) : number;
  return time > 0 && time <= lastTime ? time : null;
}

function idsOf(given: unknown): readonly string[] {
  const isId = (id: unknown): id is string => typeof id === "string" && id.length <= longestUserId;
  return Array.isArray(given) ? given.filter(isId).slice(0, maxUserIds) : [];
}

/** All user ids that this key was seen with. The id at the time of the comparison is the first one. */
export function userIdsOf({ userId, userIds = [] }: Contact): readonly string[] {
  return userId === null || userIds.includes(userId) ? userIds : [...userIds, userId];
}

/** The user ids for which a person accepted this key. */
export function acceptedUserIdsOf(contact: Contact): readonly string[] {
  return contact.acceptedAt === null ? [] : (contact.acceptedUserIds ?? userIdsOf(contact));
}

/**
 * The contact after its key was seen with `userId`. An earlier acceptance is not valid for a further user.
 * @param isKept True for a user id that matters to another contact. Of too many ids, the newest other one is dropped. Of a
 * compared contact the newest one is dropped, because the first ones are those that were compared.
 */
export function withUserId(contact: Contact, userId: string, isKept: (userId: string) => boolean): Contact {
  if (userId === contact.userId) return contact;
  const known = userIdsOf(contact);
  const isFull = known.length >= maxUserIds && !known.includes(userId);
  const unkept = isFull && contact.verifiedAt === null ? known.findLast((id) => !isKept(id)) : undefined;
  const dropped = isFull ? (unkept ?? known.at(-1)) : undefined;
  const userIds = [...known.filter((id) => id !== dropped), userId];
  return withUserIds({ ...contact, userId }, userIds, acceptedUserIdsOf(contact));
}

/**
 * The user ids of two records of one key, those of `first` first. Of too many, those that matter to another contact stay, then
 * the first ones.
 */
export function joinedUserIds(
  first: Contact,
  second: Contact,
  isKept: (userId: string) => boolean,
): readonly string[] {
  const all = [...new Set([...userIdsOf(first), ...userIdsOf(second)])];
  if (all.length <= maxUserIds || first.verifiedAt !== null) return all;
  const kept = all.filter((id) => isKept(id));
  return [...kept, ...all.filter((id) => !kept.includes(id))];
}

/** The same contact with these user ids, each once, of which `accepted` were accepted. A store's own fields stay. */
export function withUserIds(contact: Contact, given: Iterable<string>, accepted: readonly string[]): Contact {
  const { userIds: _userIds, acceptedUserIds: _acceptedUserIds, ...rest } = contact;
  const userIds = [...new Set(given)].slice(0, maxUserIds);
  const isPartly = rest.acceptedAt !== null && userIds.some((id) => !accepted.includes(id));
  return {
    ...rest,
    ...(userIds.length > 1 && { userIds }),
    ...(isPartly && { acceptedUserIds: accepted.filter((id) => userIds.includes(id)) }),
  };
}
