import { decodeBase64 } from "../../protocol/base64.ts";
import { type IdentityBundle, readIdentityKey } from "../../protocol/bundle.ts";
import type { StatementSubject } from "../../protocol/identity-statement.ts";
import { edwardsToMontgomery, isLowOrder } from "../agreement/crypto/public-keys.ts";
import type { KeyRing } from "../media/key-ring.ts";

/** The part of a peer's announcement that sealed messages need. */
export interface SenderKeys {
  readonly ring: KeyRing;
  /** Ed25519, 32 bytes: that of its pre-key bundle. */
  readonly identityKey: Uint8Array<ArrayBuffer>;
  /** Ed25519, 32 bytes: announced beside the bundle, by an engine that keeps its identity key to itself. */
  readonly messageKey: Uint8Array<ArrayBuffer> | null;
}

/**
 * The keys that may sign a peer's messages.
 * @param bundle The bundle that the key agreement accepted.
 * @param messageKey The announced key in base64. A malformed key, or one with which anybody could sign, counts
 * as none.
 */
export function senderKeys(bundle: IdentityBundle, messageKey: string | null): Omit<SenderKeys, "ring"> {
  const identityKey = readIdentityKey(bundle);
  const announced = decodeBase64(messageKey, 32);
  const usable = announced !== null && !isLowOrder(edwardsToMontgomery(announced));
  return { identityKey, messageKey: usable ? announced : null };
}

/** The two keys that a participant key vouches for (docs/protocol.md#12-participant-keys). */
export function signingKeys(
  bundle: IdentityBundle,
  announcedMessageKey: string | null,
): Pick<StatementSubject, "identityKey" | "messageKey"> {
  const { identityKey, messageKey } = senderKeys(bundle, announcedMessageKey);
  return { identityKey, messageKey: messageKey ?? identityKey };
}
