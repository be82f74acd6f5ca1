import { hex } from "../../protocol/bytes.ts";

/**
 * A peer's fingerprint as Sora shows it: SHA-256 of its Ed25519 identity key, 32 lower-case hex pairs joined by colons
 * (docs/protocol.md#4-key-schedule).
 * @param identityKey 32 bytes
 */
export async function fingerprint(identityKey: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", identityKey));
  return hex(digest, ":");
}
