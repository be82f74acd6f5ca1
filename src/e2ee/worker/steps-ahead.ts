import type { FrameKey } from "../media/frame-crypto.ts";
import type { KeyRing } from "../media/key-ring.ts";
import { materialOf } from "../media/past-keys.ts";

/** Limit for derived keys, because joins can be made up. */
const maxSteps = 16;

/**
 * How many joins a peer may have dealt with since it announced `key`. Notifications and key messages travel on different
 * ways: a key from before a join can arrive after that join, when we have moved the peer's older key on already. The
 * peer's key is then this one, moved on once for each of these joins. Zero for a key that is newer than all we know.
 */
export function stepsAhead(ring: KeyRing, key: FrameKey): number {
  const { newestKeyId } = ring;
  if (newestKeyId === null || key.keyId > newestKeyId) return 0;
  const known = ring.get(key.keyId);
  // The same key again counts among our steps. A new key used a number of its own.
  const isRepeated = known !== undefined && materialOf(known) === materialOf(key);
  return Math.min(maxSteps, newestKeyId - key.keyId + (isRepeated ? 0 : 1));
}
