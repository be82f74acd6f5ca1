import { type DBSchema, openDB } from "idb";
import { SoraE2EEError } from "../../errors.ts";
import { keyDatabase, keyStore } from "./key-database.ts";
import { createParticipantKey, isKeyPair, type ParticipantKey, participantKey } from "./participant-key.ts";
import { storageFailure } from "./storage-failure.ts";

interface KeyDatabase extends DBSchema {
  keys: { key: string; value: unknown };
}

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
    "What this browser has stored as its identity is not a usable key. Forget this device to make a new one.",
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
    const database = await openDB<KeyDatabase>(keyDatabase, 1, {
      upgrade: (opened) => void opened.createObjectStore(keyStore),
    });
    try {
      const transaction = database.transaction(keyStore, "readwrite");
      const known = await transaction.store.get(profile);
      if (known === undefined) await transaction.store.put(fresh, profile);
      await transaction.done;
      return { value: known, isNew: known === undefined };
    } finally {
      database.close();
    }
  } catch (cause) {
    throw storageFailure(cause, "its identity");
  }
}
