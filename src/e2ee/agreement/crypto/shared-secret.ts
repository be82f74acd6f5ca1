import { SoraE2EEError } from "../../../errors.ts";

export function lowOrderError(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-message",
    "A peer sent a public key with which everybody could compute the secret. It was refused.",
  );
}

/** RFC 7748 section 6.1: not every browser refuses an all-zero result by itself. */
export function assertNotZero(secret: Uint8Array): void {
  let bits = 0;
  for (const byte of secret) bits |= byte;
  if (bits === 0) throw lowOrderError();
}
