import type { SoraE2EEErrorCode } from "../../errors.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface ErrorNoticeProps {
  /** A `SoraE2EEError`, or only its code. Its message is for developers and is shown under "Details". */
  readonly error: { readonly code: SoraE2EEErrorCode; readonly message?: string };
  /** Without it there is no button to try again. */
  readonly onRetry?: () => void;
  /** Without it there is no button to put it away. */
  readonly onDismiss?: () => void;
}

/** An error and its remedy in words. */
export function ErrorNotice({ error, onRetry, onDismiss }: ErrorNoticeProps) {
  const { t } = useI18n();
  return (
    <div className="sora-error" role="alert" data-sora-error={error.code}>
      <Icon name="error" />
      <div className="sora-error-body">
        <p className="sora-error-what">{t(`error.${error.code}.what`)}</p>
        <p>{t(`error.${error.code}.do`)}</p>
        <details>
          <summary>{t("error.details")}</summary>
          <p>
            <code>{error.code}</code>
          </p>
          {error.message && <p lang="en">{error.message}</p>}
        </details>
        {(onRetry || onDismiss) && (
          <div className="sora-error-actions">
            {onRetry && (
              <button type="button" className="sora-button" onClick={onRetry}>
                {t("error.retry")}
              </button>
            )}
            {onDismiss && (
              <button type="button" className="sora-button" data-quiet="" onClick={onDismiss}>
                {t("error.dismiss")}
              </button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
