import { useI18n } from "../common/I18nProvider.tsx";
import { Icon, type IconName } from "../common/Icon.tsx";

interface SafetyNumberNoticeProps {
  /** `bad` is announced at once. */
  readonly tone: "plain" | "good" | "bad";
  readonly icon: IconName;
  readonly message: "safety.unknown" | "safety.verified" | "safety.changed" | "safety.interrupted";
  readonly name: string;
  /** The lifetime of the comparison. Default: the connection. */
  readonly lasting?: Lasting;
}

/** Stored in this browser, until one of the two leaves the call, or for this connection. */
export type Lasting = "device" | "session" | "connection";

/** A notice above the number. */
export function SafetyNumberNotice({
  tone,
  icon,
  message,
  name,
  lasting = "connection",
}: SafetyNumberNoticeProps) {
  const { t } = useI18n();
  const detail =
    message === "safety.verified" && lasting !== "connection"
      ? (`safety.verified.detail.${lasting}` as const)
      : (`${message}.detail` as const);
  return (
    <div className="sora-safety-notice" data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={icon} />
      <div>
        <p>
          <strong>{t(`${message}.what`, { name })}</strong>
        </p>
        <p>{t(detail, { name })}</p>
      </div>
    </div>
  );
}
