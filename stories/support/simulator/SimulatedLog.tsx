import { EventLog, eventText, useEventLog, useI18n } from "react-sora-e2ee";
import { namesById } from "./people.ts";

export function SimulatedLog() {
  const i18n = useI18n();
  const entries = useEventLog().map((entry) => ({
    ...entry,
    text: eventText(i18n, entry, namesById[entry.connectionId ?? ""]),
  }));
  return <EventLog entries={entries} />;
}
