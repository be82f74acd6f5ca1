import { SoraE2EEError } from "../../errors.ts";
import type { Contact, ContactStore } from "../../protocol/identity.ts";
import type { ContactDatabase } from "./contact-database.ts";

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
  const change = async (work: (database: ContactDatabase) => Promise<void>): Promise<void> => {
    await work(await loadDatabase(name));
    const channel = new BroadcastChannel(name);
    channel.postMessage(null);
    channel.close();
  };
  const store: ContactStore = {
    get: async (key) => (await loadDatabase(name)).get(key),
    put: (contact) => change((database) => database.put(contact)),
    list: async () => (await loadDatabase(name)).list(),
    delete: (key) => change((database) => database.delete(key)),
    subscribe: (listener) => {
      // Also receives changes of this tab, because each change uses its own channel.
      const channel = new BroadcastChannel(name);
      channel.onmessage = () => listener();
      return () => channel.close();
    },
  };
  // Not enumerable: a copy with a `put` of the app's own must not store past it.
  return Object.defineProperty(store, "update", {
    value: ((key, with_) =>
      change((database) => database.update(key, with_))) satisfies ContactStore["update"],
  });
}

/** A file of its own, because most calls store no contacts. */
async function loadDatabase(name: string): Promise<ContactDatabase> {
  try {
    const { contactDatabase } = await import("./contact-database.ts");
    return contactDatabase(name);
  } catch (cause) {
    throw new SoraE2EEError(
      "identity-storage-blocked",
      "The code that stores the people you know could not be loaded. They last for this call only. Load the page again.",
      { cause },
    );
  }
}
