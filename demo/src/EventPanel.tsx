import { EventLog, eventText, useEventLog, useI18n } from "react-sora-e2ee";
import { useMemberNames } from "./MemberNames.tsx";
import { useTexts } from "./TextsContext.ts";

export function EventPanel() {
  const texts = useTexts();
  const i18n = useI18n();
  const nameOf = useMemberNames();
  const entries = useEventLog().map((entry) => ({
    id: entry.id,
    at: entry.at,
    text: eventText(i18n, entry, entry.connectionId === null ? undefined : nameOf(entry.connectionId)),
  }));
  return (
    <section className="panel" aria-label={texts.events}>
      <h2>{texts.events}</h2>
      <EventLog entries={entries} />
    </section>
  );
}
