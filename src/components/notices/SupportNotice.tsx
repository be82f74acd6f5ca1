import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

/** The result of `useSupport` and `isSupported`. */
export type ShownSupport =
  | { readonly supported: true }
  | { readonly supported: false; readonly problems: readonly SupportReason[] };

type SupportReason = "insecure-context" | "no-webrtc" | "no-worker" | "no-webcrypto" | "no-encoded-transform";

export interface SupportNoticeProps {
  /** null: not known yet. */
  readonly support: ShownSupport | null;
}

/** Says if this browser can protect a call, and what to do about each missing feature. */
export function SupportNotice({ support }: SupportNoticeProps) {
  const { t } = useI18n();
  if (support === null) return null;
  if (support.supported) {
    return (
      <p className="sora-note" data-supported="">
        <Icon name="protected" />
        {t("support.yes")}
      </p>
    );
  }
  return (
    <div className="sora-error" role="alert">
      <Icon name="blocked" />
      <div className="sora-error-body">
        <p className="sora-error-what">{t("support.no")}</p>
        <ul>
          {support.problems.map((reason) => (
            <li key={reason} data-reason={reason}>
              <strong>{t(`support.${reason}.what`)}</strong> {t(`support.${reason}.do`)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
