import { encryptionLabel, type ShownEncryption } from "../../i18n/index.ts";
import { ownEncryptionLabel } from "../../i18n/opened-texts.ts";
import type { OpenedBy } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface EncryptionBadgeProps {
  /** What was observed of a peer (`usePeer`), or of what we send ourselves (`useSelf`). */
  readonly encryption: ShownEncryption;
  /** `filled` stands out from a picture; `plain` is text in the color of its surroundings, for a page. Default `filled`. */
  readonly variant?: "filled" | "plain";
  /** The icon alone; the words are left to screen readers. A small tile does this by itself. */
  readonly compact?: boolean;
  /** Whose encryption it is: screen readers say it of the button. */
  readonly name?: string;
  /** Of what we send ourselves: what `useOpenedBy` returns. How many open it is said as well. */
  readonly openedBy?: OpenedBy | null;
  /** Makes the badge a button, to open what there is to say about it. */
  readonly onDetails?: () => void;
}

/** What was observed, as a shape and in words. */
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
