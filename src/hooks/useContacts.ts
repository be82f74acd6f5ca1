import { useCallback, useEffect, useMemo, useState } from "react";
import type { SoraCall } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { exportContacts, importContacts } from "../protocol/contact-file.ts";
import { changeContact, storedContacts } from "../protocol/contact-users.ts";
import { cleanName } from "../protocol/display-name.ts";
import type { Contact, ContactStore } from "../protocol/identity.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

export interface UseContactsResult {
  /** The most recently seen contact is first. Null until the contacts have been read. */
  readonly contacts: readonly Contact[] | null;
  /** The reason why they cannot be read, such as `identity-storage-blocked`. Null: no error. */
  readonly error: SoraE2EEError | null;
  /**
   * Gives a contact a name for this user only. Null or an empty text removes it. False when there is no such
   * contact.
   */
  readonly rename: (key: string, label: string | null) => Promise<boolean>;
  /** Forgets a contact, who is a new person in the next call. */
  readonly forget: (key: string) => Promise<void>;
  /** Exports all contacts as a file, as a backup or for another browser. */
  readonly exportFile: () => Promise<Blob>;
  /**
   * Imports the contacts of a file, and resolves with their number. Persons that were verified there are
   * verified here, so import only your own file. @throws {SoraE2EEError} `contacts-file-invalid`
   */
  readonly importFile: (file: Blob) => Promise<number>;
}

interface Read {
  readonly contacts: readonly Contact[] | null;
  readonly error: SoraE2EEError | null;
}

/** Returns the contacts of the call: this browser's record of other people's keys. Follows changes, also of another tab. */
export function useContacts(call?: SoraCall): UseContactsResult {
  const { contacts: store } = useSoraCall(call);
  const [read, setRead] = useState<Read>({ contacts: null, error: null });

  useEffect(() => {
    let asked = 0;
    let shown = 0;
    const reread = async (): Promise<void> => {
      asked += 1;
      const turn = asked;
      const next = await readAll(store);
      // A list that answers late is older than the one on the screen.
      if (turn < shown) return;
      shown = turn;
      setRead(next);
    };
    const stop = store.subscribe(() => void reread());
    void reread();
    return () => {
      shown = Number.POSITIVE_INFINITY;
      stop();
    };
  }, [store]);

  const rename = useCallback(
    async (key: string, label: string | null) => {
      let isKnown = false;
      await changeContact(store, key, (contact) => {
        isKnown = contact !== null;
        return contact && { ...contact, label: cleanName(label) };
      });
      return isKnown;
    },
    [store],
  );
  const forget = useCallback((key: string) => store.delete(key), [store]);
  const exportFile = useCallback(() => exportContacts(store), [store]);
  const importFile = useCallback((file: Blob) => importContacts(store, file), [store]);
  return useMemo(
    () => ({ ...read, rename, forget, exportFile, importFile }),
    [read, rename, forget, exportFile, importFile],
  );
}

async function readAll(store: ContactStore): Promise<Read> {
  try {
    const contacts = storedContacts(await store.list());
    return { contacts: contacts.sort((a, b) => b.lastSeen - a.lastSeen), error: null };
  } catch (cause) {
    return { contacts: null, error: asStorageError(cause) };
  }
}

/** A store of the app may reject with anything. */
function asStorageError(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return new SoraE2EEError("identity-storage-blocked", "The contacts could not be read.", { cause });
}
