import { useI18n } from "../components/common/I18nProvider.tsx";
import { ErrorNotice } from "../components/notices/ErrorNotice.tsx";
import type { CallEnding } from "../store/ending.ts";
import type { MeetingLeftProps } from "./types.ts";

/**
 * Replaces the participants when the call is over or could not start. It shows the reason and the next steps.
 */
export function MeetingLeft({ ending, onRejoin, onBack }: MeetingLeftProps) {
  const { t } = useI18n();
  const hasError = "error" in ending;
  return (
    <div className="sora-meeting-left" data-ending={ending.reason}>
      {hasError ? <ErrorNotice error={ending.error} onRetry={onRejoin} /> : <Sentence ending={ending} />}
      <div className="sora-meeting-invite">
        {!hasError && (
          <button
            type="button"
            className="sora-button"
            data-quiet={wasRemoved(ending) ? "" : undefined}
            onClick={onRejoin}
          >
            {t("meeting.rejoin")}
          </button>
        )}
        <button
          type="button"
          className="sora-button"
          data-quiet={wasRemoved(ending) ? undefined : ""}
          onClick={onBack}
        >
          {t("meeting.back")}
        </button>
      </div>
    </div>
  );
}

function Sentence({ ending }: { readonly ending: CallEnding }) {
  const { t } = useI18n();
  if (ending.reason !== "ended-by-server") {
    return (
      <div role="status">
        <p>{t(ending.reason === "replaced" ? "meeting.replaced" : "meeting.left")}</p>
      </div>
    );
  }
  const { text } = ending;
  // A number would get a thousands separator.
  const code = String(ending.code);
  const known = Object.hasOwn(ends, text) ? ends[text as keyof typeof ends] : null;
  return (
    <div role="status">
      <p>{t(known ?? "meeting.ended")}</p>
      <p className="sora-note">
        {text === "" ? (
          t("meeting.ended.no-reason", { code })
        ) : (
          <>
            {t("meeting.ended.reason", { code })} <bdi lang="en">{text}</bdi>
          </>
        )}
      </p>
    </div>
  );
}

/** Sora's message when it ends a connection on purpose. */
const ends = {
  "DISCONNECTED-API": "meeting.ended.removed",
  "LIFETIME-EXPIRED": "meeting.ended.lifetime",
} as const;

/** A removed participant is not offered to rejoin at once. */
function wasRemoved(ending: CallEnding): boolean {
  return ending.reason === "ended-by-server" && ending.text === "DISCONNECTED-API";
}
