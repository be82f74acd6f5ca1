import { useI18n } from "./I18nProvider.tsx";

export interface EventLogProps {
  /** Oldest first; `at` in milliseconds since the epoch, `text` from `eventText`. */
  readonly entries: readonly { readonly id: number; readonly at: number; readonly text: string }[];
}

/** What happened in the call, newest first. */
export function EventLog({ entries }: EventLogProps) {
  const { t, locale } = useI18n();
  if (entries.length === 0) return <p className="sora-log-empty">{t("log.empty")}</p>;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  return (
    <ol className="sora-log" aria-label={t("log.label")}>
      {[...entries].reverse().map(({ id, at, text }) => (
        <li key={id}>
          <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
