import type { PeerEncryption, SelfEncryptionStatus } from "../status.ts";
import type { I18n } from "./types.ts";

/** What a badge or a tile shows: a member's encryption, or one's own. */
export type ShownEncryption = PeerEncryption | { readonly status: SelfEncryptionStatus };

/** Two or three words. */
export function encryptionLabel({ t }: I18n, encryption: ShownEncryption): string {
  return t(`encryption.${encryption.status}`);
}

/** What was observed, in a sentence. */
export function encryptionDetail({ t }: I18n, encryption: ShownEncryption): string {
  return encryption.status === "failing"
    ? t(`failing.${encryption.reason}`)
    : t(`encryption.${encryption.status}.detail`);
}
