import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface IdentityWarningProps {
  readonly name: string;
  /** When the safety number with the other device was compared, in milliseconds since the epoch. Null: that is not known. */
  readonly since: number | null;
  /** The person wants to compare the number: open `SafetyNumberDialog`. */
  readonly onCompare: () => void;
  /** The person takes this device for one of the same user, without comparing. Without it, only a comparison ends the warning. */
  readonly onAccept?: () => void;
  /** The person wants to leave the call. */
  readonly onLeave?: () => void;
}

/** Somebody who was verified comes with another device: what it can mean, and what can be done. It is never answered by itself. */
export function IdentityWarning({ name, since, onCompare, onAccept, onLeave }: IdentityWarningProps) {
  const { t, locale } = useI18n();
  const date = since === null ? "" : new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(since);
  return (
    <div className="sora-identity-warning">
      <Icon name="failing" />
      <div>
        <p>
          <strong>
            {since === null ? t("safety.changed.what", { name }) : t("identity.warning.what", { name, date })}
          </strong>
        </p>
        {onAccept && <p>{t("identity.warning.detail", { name })}</p>}
        <div className="sora-identity-actions">
          <button type="button" className="sora-button" onClick={() => onCompare()}>
            {t("details.compare")}
          </button>
          {onAccept && (
            <button type="button" className="sora-button" data-quiet="" onClick={() => onAccept()}>
              {t("identity.warning.accept")}
            </button>
          )}
          {onLeave && (
            <button type="button" className="sora-button" data-quiet="" onClick={() => onLeave()}>
              {t("identity.warning.leave")}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
