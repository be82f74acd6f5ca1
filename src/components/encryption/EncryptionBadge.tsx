import { encryptionLabel, type ShownEncryption } from "../../i18n/index.ts";
import { ownEncryptionLabel } from "../../i18n/opened-texts.ts";
import type { OpenedBy } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface EncryptionBadgeProps {
  /** The observed encryption of a peer (`usePeer`), or of our own media (`useSelf`). */
  readonly encryption: ShownEncryption;
  /** `filled` is readable over video. `plain` is text in the color of its surroundings. Default `filled`. */
  readonly variant?: "filled" | "plain";
  /** Shows only the icon. Screen readers still get the words. Small tiles do this automatically. */
  readonly compact?: boolean;
  /** The participant's name, which screen readers add to the button. */
  readonly name?: string;
  /**
   * For our own media: the result of `useOpenedBy`. Then the number of participants who decrypt it is shown,
   * too.
   */
  readonly openedBy?: OpenedBy | null;
  /** Makes the badge a button that opens details. */
  readonly onDetails?: () => void;
}

/** The observed encryption status, as an icon and in words. */
export function EncryptionBadge({
  encryption,
  variant = "filled",
  compact = false,
  name,
  openedBy = null,
  onDetails,
}: EncryptionBadgeProps) {
  const i18n = useI18n();
  const status =
    encryption.status === "protected"
      ? ownEncryptionLabel(i18n, { status: encryption.status }, openedBy)
      : encryptionLabel(i18n, encryption);
  const cannot = openedBy?.participants.some((participant) => participant.status === "cannot")
    ? ""
    : undefined;
  const content = (
    <>
      <Icon name={encryption.status} />
      <span className={compact ? "sora-hidden" : "sora-badge-text"}>{status}</span>
    </>
  );
  if (!onDetails) {
    return (
      <span
        className="sora-badge"
        data-status={encryption.status}
        data-variant={variant}
        data-cannot={cannot}
      >
        {content}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="sora-badge"
      data-status={encryption.status}
      data-variant={variant}
      data-cannot={cannot}
      aria-label={
        name === undefined
          ? i18n.t("badge.details", { status })
          : i18n.t("badge.details.of", { status, name })
      }
      onClick={() => onDetails()}
    >
      {content}
    </button>
  );
}
