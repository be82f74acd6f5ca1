import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { readContact } from "../../protocol/contact-file.ts";
import type { Contact, ContactStore } from "../../protocol/identity.ts";
import { storageFailure } from "./storage-failure.ts";

interface ContactDatabase extends DBSchema {
  contacts: { key: string; value: unknown };
}

/** Contacts in the page's memory, which end with the page. */
export function createMemoryContacts(): ContactStore {
  const contacts = new Map<string, Contact>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    get: async (key) => contacts.get(key) ?? null,
    put: async (contact) => {
      contacts.set(contact.key, contact);
      changed();
    },
    list: async () => [...contacts.values()],
    delete: async (key) => {
      if (contacts.delete(key)) changed();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * Contacts in this browser's IndexedDB, for one profile of this origin. Methods reject with `identity-storage-blocked` where
 * the browser stores nothing, and with `identity-storage-corrupted` where the database is damaged.
 * @param profile As in the option `identity`.
 */
export function createDeviceContacts(profile = "default"): ContactStore {
  const name = `react-sora-e2ee/contacts/${profile}`;
  const run = async <Result>(
    work: (database: IDBPDatabase<ContactDatabase>) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const database = await openDB<ContactDatabase>(name, 1, {
        upgrade: (opened) => void opened.createObjectStore("contacts", { keyPath: "key" }),
      });
      try {
        return await work(database);
      } finally {
        database.close();
      }
    } catch (cause) {
      throw storageFailure(cause, "the people you know");
    }
  };
  const change = async (
    work: (database: IDBPDatabase<ContactDatabase>) => Promise<unknown>,
  ): Promise<void> => {
    await run(work);
    const channel = new BroadcastChannel(name);
    channel.postMessage(null);
    channel.close();
  };
  return {
    get: async (key) => readContact(await run((database) => database.get("contacts", key))),
    put: (contact) => change((database) => database.put("contacts", contact)),
    // Invalid data is not from this library, and must not count as a verified contact.
    list: async () =>
      (await run((database) => database.getAll("contacts"))).flatMap((stored) => readContact(stored) ?? []),
    delete: (key) => change((database) => database.delete("contacts", key)),
    subscribe: (listener) => {
      // Also receives changes of this tab, because each change uses its own channel.
      const channel = new BroadcastChannel(name);
      channel.onmessage = () => listener();
      return () => channel.close();
    },
  };
}
