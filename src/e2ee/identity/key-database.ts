import { openDB } from "idb";
import { storageFailure } from "./storage-failure.ts";

export const keyDatabase = "react-sora-e2ee/identity";
export const keyStore = "keys";

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
