import { deleteDeviceKey } from "../e2ee/identity/key-database.ts";
import { SoraE2EEError } from "../errors.ts";

/**
 * Forgets this browser's participant key. The next call with `identity: "device"` makes a new one, and other people see a new
 * device. A call that is on keeps the key until its end. Contacts are kept.
 * @param profile As in the option `identity`. Default `default`.
 * @throws {SoraE2EEError} `invalid-options`, `identity-storage-blocked` or `identity-storage-corrupted`
 */
export async function forgetDevice(profile = "default"): Promise<void> {
  if (typeof profile !== "string" || profile === "") {
    throw new SoraE2EEError("invalid-options", "profile must be a non-empty string.");
  }
  await deleteDeviceKey(profile);
}
