import { ErrorNotice } from "../components/ErrorNotice.tsx";
import { useI18n } from "../components/I18nProvider.tsx";
import type { MeetingLeftProps } from "./types.ts";

/** In place of the people, when there is no call any more or none came about. */
export function MeetingLeft({ error, onRejoin, onBack }: MeetingLeftProps) {
  const { t } = useI18n();
  return (
    <div className="sora-meeting-left">
      {error ? <ErrorNotice error={error} onRetry={onRejoin} /> : <p role="status">{t("meeting.left")}</p>}
      <div className="sora-meeting-invite">
        {!error && (
          <button type="button" className="sora-button" onClick={onRejoin}>
            {t("meeting.rejoin")}
          </button>
        )}
        <button type="button" className="sora-button" data-quiet="" onClick={onBack}>
          {t("meeting.back")}
        </button>
      </div>
    </div>
  );
}
