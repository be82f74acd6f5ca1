import { combined, forgotten } from "../e2ee/identity/contact-status.ts";
import { userIdsOf } from "../protocol/contact-users.ts";
import type { Contact } from "../protocol/identity.ts";

/**
 * The contacts in one call: those that the store listed last, and a copy of those whose keys were met. With the copy the
 * call continues when nothing can be stored.
 */
export class KnownContacts {
  readonly #since: number;
  readonly #met = new Map<string, Contact>();
  /** The contacts as they were listed last, by key. */
  #listed: ReadonlyMap<string, Contact> = new Map();
  /** Met keys that were not listed: a person forgot them, or they are too many to be stored. */
  readonly #unlisted = new Set<string>();
  /** Met keys that were in the store. One that is not there any more was forgotten. */
  readonly #saved = new Set<string>();
  /** Keys with a person's answer that is not stored yet. It is valid during the call, also when storing it fails. */
  readonly #unsaved = new Set<string>();
  /** Keys whose contact could not be read. Only a person's answer is stored for them. */
  readonly #unread = new Set<string>();

  /** @param since The start of the call. A contact that was forgotten counts as new from then on. */
  constructor(since: number) {
    this.#since = since;
  }

  /** The contact of a key that this call met. */
  get(key: string): Contact | undefined {
    return this.#met.get(key);
  }

  /** The contact of a key that cannot be read now. One that was listed is not new. */
  known(key: string): Contact | null {
    return this.#met.get(key) ?? this.#listed.get(key) ?? null;
  }

  set(contact: Contact): void {
    this.#met.set(contact.key, contact);
  }

  /** The contact after a person's answer, which is not stored yet. */
  answer(contact: Contact): void {
    this.set(contact);
    this.#unsaved.add(contact.key);
    this.#unlisted.delete(contact.key);
  }

  /**
   * The store has this contact for a key now, or null. Stored answers about a contact that a person has just forgotten do
   * not count any more.
   * @returns the contact with what this call knows besides; null for a key that is in neither
   */
  read(key: string, stored: Contact | null): Contact | null {
    const met = this.#met.get(key);
    if (stored !== null) {
      this.#saved.add(key);
      // The contact of this call is not the stored one if that could not be read before.
      return met ? this.#combined(stored, met) : stored;
    }
    const isForgotten = this.#saved.delete(key) && !this.#unsaved.has(key);
    return met && isForgotten ? forgotten(met, this.#since) : (met ?? null);
  }

  /** The contact of this key could not be read. It may be stored, and verified, and must not be replaced by a new one. */
  unread(key: string): void {
    this.#unread.add(key);
  }

  isUnread(key: string): boolean {
    return this.#unread.has(key);
  }

  /**
   * This contact needs no storing any more. The person may have given another answer meanwhile.
   * @param isStored False for our own key, which is never stored.
   */
  keep({ key, verifiedAt, acceptedAt }: Contact, isStored: boolean): void {
    if (isStored) this.#saved.add(key);
    const now = this.#met.get(key);
    if (now?.verifiedAt === verifiedAt && now.acceptedAt === acceptedAt) this.#unsaved.delete(key);
  }

  /** The store listed these contacts, by key. */
  update(listed: ReadonlyMap<string, Contact>): void {
    const before = this.#listed;
    this.#listed = listed;
    this.#unread.clear();
    this.#unlisted.clear();
    for (const [key, contact] of this.#met) {
      const stored = listed.get(key);
      if (stored !== undefined) {
        this.#met.set(key, this.#combined(stored, contact));
        continue;
      }
      // Forgotten after the answer.
      if (before.has(key)) this.#unsaved.delete(key);
      if (this.#unsaved.has(key)) continue;
      // A forgotten contact in this call counts as new from now on.
      this.#unlisted.add(key);
      this.#met.set(key, forgotten(contact, this.#since));
    }
  }

  /** The remembered contacts. Those of this call are newer than the listed ones. */
  all(): readonly Contact[] {
    const ofCall = [...this.#met].filter(([key]) => !this.#unlisted.has(key));
    return [...new Map([...this.#listed, ...ofCall]).values()];
  }

  /** Tells which user ids of this key must stay: those of other keys that were compared. A warning needs them. */
  isKept(key: string): (userId: string) => boolean {
    const others = (): readonly string[] =>
      this.all().flatMap((other) => (other.verifiedAt !== null && other.key !== key ? userIdsOf(other) : []));
    let users: ReadonlySet<string> | null = null;
    return (userId) => {
      users ??= new Set(others());
      return users.has(userId);
    };
  }

  #combined(stored: Contact, met: Contact): Contact {
    const { key } = met;
    return combined(stored, met, this.#unsaved.has(key), this.isKept(key));
  }
}
