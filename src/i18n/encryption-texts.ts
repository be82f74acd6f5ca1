import type { MediaKind, PeerEncryption, SelfEncryption } from "../status.ts";
import type { I18n } from "./types.ts";

/** The encryption status that a badge or a tile shows: of a peer, or of ourselves. */
export type ShownEncryption = PeerEncryption | SelfEncryption;

/** Two or three words. */
export function encryptionLabel({ t }: I18n, encryption: ShownEncryption): string {
  return t(`encryption.${encryption.status}`);
}

/** The observation as a sentence. */
export function encryptionDetail({ t }: I18n, encryption: ShownEncryption): string {
  return encryption.status === "failing"
    ? t(`failing.${encryption.reason}`)
    : t(`encryption.${encryption.status}.detail`);
}

/**
 * The observation of a peer, as a sentence with its name. @param kinds The kinds of media that cannot be
 * decrypted, if known. The sentence then describes only those.
 */
export function encryptionSentence(
  { t }: I18n,
  encryption: PeerEncryption,
  name: string,
  kinds: readonly MediaKind[] = [],
): string {
  if (encryption.status !== "failing") return t(`details.${encryption.status}`, { name });
  const [first, second] = kinds;
  const which = second ? "both" : (first ?? "something");
  return t(`details.${encryption.reason}`, { arrives: t(`details.arrives.${which}`, { name }) });
}

/** Advice for the person; null if there is nothing to do. */
export function encryptionAdvice({ t }: I18n, encryption: ShownEncryption, name: string): string | null {
  switch (encryption.status) {
    case "encrypted":
    case "protected":
      return null;
    case "failing":
      return t(`details.${encryption.reason}.do`, { name });
    case "waiting":
    case "blocked":
      return t(`details.${encryption.status}.do`);
    default:
      return t(`details.${encryption.status}.do`, { name });
  }
}
