import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { nameOf } from "../participants/name-of.ts";
import type { RecordingMarkProps } from "./RecordingMark.tsx";

/**
 * This person's own recording in a `RecordingMark`: its start time, its size, and the participants who
 * agreed.
 */
export function RecordingOwnMark({
  own,
  names,
  onProceed,
  onStop,
}: Pick<RecordingMarkProps, "own" | "names" | "onProceed" | "onStop">) {
  const { t, locale } = useI18n();
  const { status, since, bytes, large, answers } = own;
  const agreed = answers.filter(({ answer }) => answer === "agreed").length;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const size = new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  return (
    <li data-recording={status}>
      <Icon name="record" />
      <div>
        <p>
          <strong>
            {since === null
              ? t(status === "asking" ? "recording.own.asking" : "recording.busy")
              : t("recording.own.since", { time: time.format(since) })}
          </strong>{" "}
          {since !== null && <span>{size.format(bytes / 1_000_000)}</span>}
        </p>
        {large && (
          <p className="sora-problem" role="alert">
            {t("recording.own.large")}
          </p>
        )}
        {answers.length > 0 && (
          <details>
            <summary>{t("recording.own.count", { agreed, count: answers.length })}</summary>
            <ul>
              {answers.map(({ participant, answer }) => (
                <li key={participant} data-answer={answer}>
                  {t(`recording.own.${answer}`, { name: nameOf(names, participant) ?? t("log.someone") })}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div className="sora-recording-actions">
        {status === "asking" && agreed > 0 && (
          <button type="button" className="sora-button" data-quiet="" onClick={() => onProceed()}>
            {t("recording.own.proceed")}
          </button>
        )}
        {(status === "asking" || status === "recording") && (
          <button type="button" className="sora-button" data-quiet="" onClick={() => onStop()}>
            {t(status === "asking" ? "recording.cancel" : "recording.stop")}
          </button>
        )}
      </div>
    </li>
  );
}
