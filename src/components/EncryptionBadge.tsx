import { encryptionLabel, type ShownEncryption } from "../i18n/index.ts";
import { useI18n } from "./I18nProvider.tsx";
import { Icon } from "./Icon.tsx";

export interface EncryptionBadgeProps {
  readonly encryption: ShownEncryption;
}

/** What was observed, as a shape and in words. In a very small tile the words are left to screen readers. */
export function EncryptionBadge({ encryption }: EncryptionBadgeProps) {
  const i18n = useI18n();
  return (
    <span className="sora-badge" data-status={encryption.status}>
      <Icon name={encryption.status} />
      <span className="sora-badge-text">{encryptionLabel(i18n, encryption)}</span>
    </span>
  );
}
