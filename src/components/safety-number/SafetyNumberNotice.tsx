import { useI18n } from "../common/I18nProvider.tsx";
import { Icon, type IconName } from "../common/Icon.tsx";

interface SafetyNumberNoticeProps {
  /** `bad` is told at once when it comes up. */
  readonly tone: "plain" | "good" | "bad";
  readonly icon: IconName;
  readonly message: "safety.unknown" | "safety.verified" | "safety.changed" | "safety.interrupted";
  readonly name: string;
}

/** What is to be known before the number itself. */
export function SafetyNumberNotice({ tone, icon, message, name }: SafetyNumberNoticeProps) {
  const { t } = useI18n();
  return (
    <div className="sora-safety-notice" data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={icon} />
      <div>
        <p>
          <strong>{t(`${message}.what`, { name })}</strong>
        </p>
        <p>{t(`${message}.detail`, { name })}</p>
      </div>
    </div>
  );
}
