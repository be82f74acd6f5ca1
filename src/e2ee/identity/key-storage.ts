import { SoraE2EEError } from "../../errors.ts";
import { keyDatabase, keyStore } from "./key-names.ts";
import { createParticipantKey, isKeyPair, type ParticipantKey, participantKey } from "./participant-key.ts";
import { storageFailure } from "./storage-failure.ts";

export interface StoredKey extends ParticipantKey {
  /** True when the key was made now, because this browser had none in this profile. */
  readonly isNew: boolean;
}

/**
 * The participant key of this browser profile and origin, made when there is none. Several tabs get the same.
 * @param profile Names one of several identities of the same browser.
 * @throws {SoraE2EEError} `identity-storage-blocked`, `identity-storage-corrupted` or `identity-key-failed`
 */
export async function loadDeviceKey(profile: string): Promise<StoredKey> {
  const fresh = await createParticipantKey();
  const { value, isNew } = await kept(profile, fresh.pair);
  if (isNew) return { ...fresh, isNew };
  if (isKeyPair(value)) return { ...(await participantKey(value)), isNew };
  throw new SoraE2EEError(
    "identity-storage-corrupted",
    "The identity key stored in this browser is unusable. Forget this device to create a new one.",
  );
}

/**
 * Returns the stored key, or stores `fresh`. One transaction, so that two tabs cannot both store their key.
 */
async function kept(
  profile: string,
  fresh: CryptoKeyPair,
): Promise<{ readonly value: unknown; readonly isNew: boolean }> {
  try {
    const database = await openKeys();
    try {
      const transaction = database.transaction(keyStore, "readwrite");
      const store = transaction.objectStore(keyStore);
      const read = answer(store.get(profile));
      const written = read.then((known) => (known === undefined ? answer(store.put(fresh, profile)) : null));
      const [known] = await Promise.all([read, written, end(transaction)]);
      return { value: known, isNew: known === undefined };
    } finally {
      database.close();
    }
  } catch (cause) {
    throw storageFailure(cause, "its identity");
  }
}

// The worker uses IndexedDB directly: a library for this one transaction would be 2 kB more for every call to load.

function openKeys(): Promise<IDBDatabase> {
  const request = indexedDB.open(keyDatabase, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(keyStore);
  return answer(request);
}

function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function end(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
