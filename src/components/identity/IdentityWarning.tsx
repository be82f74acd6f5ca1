import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface IdentityWarningProps {
  readonly name: string;
  /** The time of the comparison with the other device, in milliseconds since the epoch. Null: unknown. */
  readonly since: number | null;
  /** Called when the person wants to compare the number: open `SafetyNumberDialog`. */
  readonly onCompare: () => void;
  /**
   * Called when the person accepts this device without comparing. Without it, only a comparison ends the
   * warning.
   */
  readonly onAccept?: () => void;
  /** Called when the person wants to leave the call. */
  readonly onLeave?: () => void;
}

/**
 * A warning that a verified person uses another device, with its meaning and the possible actions. It never
 * closes by itself.
 */
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
