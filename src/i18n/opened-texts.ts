import type { OpenedBy, OpenedByParticipant, SelfEncryption } from "../status.ts";
import { encryptionLabel } from "./encryption-texts.ts";
import type { I18n } from "./types.ts";

/** The status of our own media, with the number of participants who decrypt them, if known. */
export function ownEncryptionLabel(
  i18n: I18n,
  encryption: SelfEncryption,
  openedBy: Pick<OpenedBy, "status" | "opened" | "total"> | null = null,
): string {
  const status = encryptionLabel(i18n, encryption);
  if (encryption.status !== "protected" || openedBy?.status !== "told") return status;
  const { opened, total } = openedBy;
  return i18n.t("opened.badge", { status, opened, total });
}

/** One participant's report about our media, in a few words. */
export function openedText(
  { t }: I18n,
  { status, reason }: Pick<OpenedByParticipant, "status" | "reason">,
): string {
  return status === "cannot"
    ? t("opened.cannot", { why: t(`why.${reason ?? "silent"}`) })
    : t(`opened.${status}`);
}
