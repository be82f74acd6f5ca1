import { useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { nameOf } from "../participants/name-of.ts";
import { RecordingOwnMark } from "./RecordingOwnMark.tsx";
import type { ShownOwnRecording, ShownRecording } from "./shown-recording.ts";

export interface RecordingMarkProps {
  /** `own` of `useRecording`. */
  readonly own: ShownOwnRecording;
  /** `others` of `useRecording`. */
  readonly others: readonly ShownRecording[];
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
  /**
   * Called when the person answers, or changes the answer: open `RecordingConsentDialog` with this recording.
   */
  readonly onAnswer: (key: string) => void;
  /** Called when the person does not want to wait for further answers. */
  readonly onProceed: () => void;
  /** Called when the person ends their recording, or the request for consent. */
  readonly onStop: () => void;
}

/**
 * Shows the recording participant and the start time, says if this person is recorded, and shows why an own
 * recording failed. Keep it visible, because people rely on it.
 */
export function RecordingMark({ own, others, names, onAnswer, ...acts }: RecordingMarkProps) {
  const { t, locale } = useI18n();
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const [dismissed, setDismissed] = useState<ShownOwnRecording["error"]>(null);
  // A person who closed the browser's dialog needs no explanation.
  const isExplained = own.error === null || own.error.code === "recording-not-chosen";
  const error = isExplained || own.error === dismissed ? null : own.error;
  if (own.status === "off" && error === null && others.length === 0) return null;
  return (
    <ul className="sora-recording" aria-label={t("recording.label")}>
      {error && (
        <li>
          <Icon name="failing" />
          <p role="alert">
            <strong>{t(`error.${error.code}.what`)}</strong> {t(`error.${error.code}.do`)}
          </p>
          <button type="button" className="sora-button" data-quiet="" onClick={() => setDismissed(error)}>
            {t("error.dismiss")}
          </button>
        </li>
      )}
      {own.status !== "off" && <RecordingOwnMark {...{ own, names }} {...acts} />}
      {others.map(({ key, from, status, since, answer, confirmed }) => {
        const name = nameOf(names, from) ?? t("log.someone");
        const agreed = answer === "agreed";
        const state = answer !== null && !confirmed ? "sending" : agreed ? "included" : "excluded";
        return (
          <li key={key} data-recording={status}>
            <Icon name="record" />
            <p>
              <strong>
                {status === "recording"
                  ? t("recording.by", { name, time: time.format(since ?? 0) })
                  : t("recording.asks", { name })}
              </strong>{" "}
              {t(`recording.${state}`)}
            </p>
            <button
              type="button"
              className="sora-button"
              data-quiet={answer === null ? undefined : ""}
              onClick={() => onAnswer(key)}
            >
              {t(answer === null ? "recording.answer" : "recording.change")}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
