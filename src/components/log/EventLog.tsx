import type { EventToTell } from "../../i18n/index.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { eventIcon } from "./event-icon.ts";

export interface EventLogProps {
  /**
   * Oldest first; `at` in milliseconds since the epoch, `text` from `eventText`. `kind` and `detail`, as
   * `useEventLog` has them, give it an icon.
   */
  readonly entries: readonly ({
    readonly id: number;
    readonly at: number;
    readonly text: string;
  } & Partial<EventToTell>)[];
  /** Maximum number of shown entries, the newest ones. Default 200. */
  readonly limit?: number;
}

/** The events of the call, newest first. It scrolls inside a limited box. */
export function EventLog({ entries, limit = 200 }: EventLogProps) {
  const { t, locale } = useI18n();
  if (entries.length === 0) return <p className="sora-note">{t("log.empty")}</p>;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reachable by keyboard.
    <section className="sora-log" aria-label={t("log.label")} tabIndex={0}>
      <ol>
        {entries
          .slice(-limit)
          .reverse()
          .map(({ id, at, text, kind, detail = "" }) => (
            <li key={id} data-kind={kind}>
              {kind && <Icon name={eventIcon({ kind, detail })} />}
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
              <span>{text}</span>
            </li>
          ))}
      </ol>
    </section>
  );
}
