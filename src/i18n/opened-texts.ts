import type { OpenedBy, OpenedByParticipant, SelfEncryption } from "../status.ts";
import { encryptionLabel } from "./encryption-texts.ts";
import type { I18n } from "./types.ts";

/** The status of what we send, with how many open it where somebody says so. */
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

/** What one participant says of what we send, in a few words. */
export function openedText(
  { t }: I18n,
  { status, reason }: Pick<OpenedByParticipant, "status" | "reason">,
): string {
  return status === "cannot"
    ? t("opened.cannot", { why: t(`why.${reason ?? "silent"}`) })
    : t(`opened.${status}`);
}
