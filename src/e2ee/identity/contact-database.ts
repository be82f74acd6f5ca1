import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { readContact } from "../../protocol/contact-file.ts";
import type { ContactStore } from "../../protocol/identity.ts";
import { storageFailure } from "./storage-failure.ts";

interface ContactSchema extends DBSchema {
  contacts: { key: string; value: unknown };
}

export type ContactDatabase = Required<Pick<ContactStore, "get" | "put" | "list" | "delete" | "update">>;

/** Opens the database for each access, so that no tab blocks another one that clears the storage. */
export function contactDatabase(name: string): ContactDatabase {
  const run = async <Result>(
    work: (database: IDBPDatabase<ContactSchema>) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const database = await openDB<ContactSchema>(name, 1, {
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
  return {
    get: async (key) => readContact(await run((database) => database.get("contacts", key))),
    put: async (contact) => {
      if (readContact(contact) === null) throw notContact();
      await run((database) => database.put("contacts", contact));
    },
    // Invalid data is not from this library, and must not count as a verified contact.
    list: async () =>
      (await run((database) => database.getAll("contacts"))).flatMap((stored) => readContact(stored) ?? []),
    update: async (key, change) => {
      let isContact = true;
      await run(async (database) => {
        const { store, done } = database.transaction("contacts", "readwrite");
        // Without this, a request that fails leaves an unhandled rejection.
        done.catch(() => undefined);
        const contact = change(readContact(await store.get(key)));
        isContact = contact === null || readContact(contact) !== null;
        if (contact !== null && isContact) await store.put(contact);
        await done;
      });
      if (!isContact) throw notContact();
    },
    delete: (key) => run((database) => database.delete("contacts", key)),
  };
}

/** A contact that could not be read again would be replaced by a new one in the next call. */
function notContact(): TypeError {
  return new TypeError("This is not a contact.");
}
