import type { FrameKey } from "../media/frame-crypto.ts";
import type { KeyRing } from "../media/key-ring.ts";
import { materialOf } from "../media/past-keys.ts";

/** Limit for derived keys, because joins can be made up. */
const maxSteps = 16;

/**
 * The number of joins that a peer may have handled since it announced `key`. Notifications and key messages use
 * different paths, so a key from before a join can arrive after that join, when we have already ratcheted the
 * peer's older key. The peer's current key is then `key`, ratcheted once for each of these joins. Zero for a
 * key that is newer than all known ones.
 */
export function stepsAhead(ring: KeyRing, key: FrameKey): number {
  const { newestKeyId } = ring;
  if (newestKeyId === null || key.keyId > newestKeyId) return 0;
  const known = ring.get(key.keyId);
  // A repeated key is one of our steps already. A new key has used an id of its own.
  const isRepeated = known !== undefined && materialOf(known) === materialOf(key);
  return Math.min(maxSteps, newestKeyId - key.keyId + (isRepeated ? 0 : 1));
}
