import { SoraE2EEError } from "../../errors.ts";

/** IndexedDB errors for a database that another program, or a later version, has written. */
const damaged: ReadonlySet<string> = new Set([
  "VersionError",
  "NotFoundError",
  "DataError",
  "ConstraintError",
]);

/** @param what What could not be stored, as the object of "store". */
export function storageFailure(cause: unknown, what: string): SoraE2EEError {
  const name = cause instanceof DOMException ? cause.name : "";
  return damaged.has(name)
    ? new SoraE2EEError(
        "identity-storage-corrupted",
        `The database in which this browser stores ${what} is damaged. Clear the data of this site.`,
        { cause },
      )
    : new SoraE2EEError(
        "identity-storage-blocked",
        `The browser does not allow this page to store ${what}, or does not answer. It lasts for this call only.`,
        { cause },
      );
}
