import { openDB } from "idb";
import { keyDatabase, keyStore } from "./key-names.ts";
import { storageFailure } from "./storage-failure.ts";

/** @throws {SoraE2EEError} `identity-storage-blocked` or `identity-storage-corrupted` */
export async function deleteDeviceKey(profile: string): Promise<void> {
  try {
    const database = await openDB(keyDatabase, 1, {
      upgrade: (opened) => void opened.createObjectStore(keyStore),
    });
    try {
      await database.delete(keyStore, profile);
    } finally {
      database.close();
    }
  } catch (cause) {
    throw storageFailure(cause, "its identity");
  }
}
