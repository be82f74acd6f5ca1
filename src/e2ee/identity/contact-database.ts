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
      // It could not be read again, and the next call would replace it.
      if (readContact(contact) === null) throw new TypeError("This is not a contact.");
      await run((database) => database.put("contacts", contact));
    },
    // Invalid data is not from this library, and must not count as a verified contact.
    list: async () =>
      (await run((database) => database.getAll("contacts"))).flatMap((stored) => readContact(stored) ?? []),
    update: (key, change) =>
      run(async (database) => {
        const { store, done } = database.transaction("contacts", "readwrite");
        const contact = change(readContact(await store.get(key)));
        if (contact !== null) await store.put(contact);
        await done;
      }),
    delete: (key) => run((database) => database.delete("contacts", key)),
  };
}
