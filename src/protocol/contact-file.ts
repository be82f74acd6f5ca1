import { SoraE2EEError } from "../errors.ts";
import {
  acceptedUserIdsOf,
  changeContact,
  lastTime,
  longestUserId,
  maxUserIds,
  storedContacts,
  userIdsOf,
  withUserIds,
} from "./contact-users.ts";
import { cleanName } from "./display-name.ts";
import type { Contact, ContactStore } from "./identity.ts";

const type = "react-sora-e2ee/contacts";
const version = 1;
/** In bytes, enough for a list of tens of thousands of people. */
const largestFile = 16 * 1024 * 1024;
const fingerprint = /^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/;

/**
 * Exports all contacts as JSON. The file shows whom this browser knows and who was verified, so it is as
 * private as an address book.
 */
export async function exportContacts(store: ContactStore): Promise<Blob> {
  const contacts = storedContacts(await store.list());
  const text = JSON.stringify({ type, version, contacts }, null, 2);
  return new Blob([text], { type: "application/json" });
}

/**
 * Adds the contacts of a file that `exportContacts` made. A contact that is known already keeps its label and
 * its user id, and is verified if it was verified here or in the file. So import only your own file.
 * @returns The number of contacts in the file.
 * @throws {SoraE2EEError} `contacts-file-invalid`; then no contact was
 * changed
 */
export async function importContacts(store: ContactStore, file: Blob): Promise<number> {
  const contacts = await readFile(file);
  for (const contact of contacts) await changeContact(store, contact.key, (known) => merged(known, contact));
  return contacts.length;
}

/** A stored or exported contact. Null when it is invalid. */
export function readContact(value: unknown): Contact | null {
  if (typeof value !== "object" || value === null) return null;
  const { key, firstSeen, lastSeen, userIds, acceptedUserIds, ...rest } = value as Record<
    keyof Contact,
    unknown
  >;
  const { label = null, userId = null, verifiedAt = null, acceptedAt = null } = rest;
  if (typeof key !== "string" || !fingerprint.test(key)) return null;
  // A label of any length can be shortened. A contact that cannot be read would be replaced by a new one.
  if (!(label === null || typeof label === "string") || !isTextOrNull(userId)) return null;
  if (!isTime(firstSeen) || !isTime(lastSeen)) return null;
  if (!(verifiedAt === null || isTime(verifiedAt)) || !(acceptedAt === null || isTime(acceptedAt)))
    return null;
  if (!isIdsOrAbsent(userIds) || !isIdsOrAbsent(acceptedUserIds)) return null;
  return {
    ...{ key, label: cleanName(label), userId, firstSeen, lastSeen, verifiedAt, acceptedAt },
    ...(userIds && { userIds }),
    ...(acceptedUserIds && { acceptedUserIds }),
  };
}

async function readFile(file: Blob): Promise<readonly Contact[]> {
  if (file.size > largestFile) throw invalid("it is larger than 16 MiB");
  let content: unknown;
  try {
    content = JSON.parse(await file.text());
  } catch (cause) {
    throw invalid("it cannot be read as JSON", cause);
  }
  if (typeof content !== "object" || content === null || !("type" in content) || content.type !== type) {
    throw invalid("it does not contain a list of contacts");
  }
  if (!("version" in content) || content.version !== version) {
    throw invalid("another version of this library wrote it");
  }
  const listed = "contacts" in content && Array.isArray(content.contacts) ? content.contacts : null;
  if (listed === null) throw invalid("it holds no contacts");
  return listed.map((entry: unknown, place) => {
    const contact = readContact(entry);
    if (contact === null) throw invalid(`entry ${place + 1} is not a contact`);
    return contact;
  });
}

function merged(known: Contact | null, added: Contact): Contact {
  if (known === null) return added;
  const both: Contact = {
    ...known,
    label: known.label ?? added.label,
    userId: known.userId ?? added.userId,
    firstSeen: Math.min(known.firstSeen, added.firstSeen),
    lastSeen: Math.max(known.lastSeen, added.lastSeen),
    verifiedAt: known.verifiedAt ?? added.verifiedAt,
    acceptedAt: known.acceptedAt ?? added.acceptedAt,
  };
  const accepted = [...acceptedUserIdsOf(known), ...acceptedUserIdsOf(added)];
  // The user ids of the comparison are the first ones of the record that has it.
  const records = known.verifiedAt === null && added.verifiedAt !== null ? [added, known] : [known, added];
  return withUserIds(both, records.flatMap(userIdsOf), [...new Set(accepted)]);
}

function isIdsOrAbsent(value: unknown): value is readonly string[] | undefined | null {
  if (value === undefined || value === null) return true;
  return (
    Array.isArray(value) &&
    value.length <= maxUserIds &&
    value.every((id) => typeof id === "string" && id.length <= longestUserId)
  );
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === "string" && value.length <= longestUserId);
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= lastTime;
}

function invalid(why: string, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(
    "contacts-file-invalid",
    `This file cannot be imported: ${why}. Choose a file that exportContacts made.`,
    { cause },
  );
}
