import { EventLog, eventText, useEventLog, useI18n } from "react-sora-e2ee";

/** `names`: by connection id. */
export function History({ names }: { readonly names: Readonly<Record<string, string>> }) {
  const i18n = useI18n();
  const entries = useEventLog();
  return (
    <EventLog
      entries={entries.map((entry) => ({
        ...entry,
        text: eventText(i18n, entry, names[entry.connectionId ?? ""]),
      }))}
    />
  );
}
