import { EventLog, eventText, useEventLog, useI18n } from "react-sora-e2ee";
import { namesById } from "./people.ts";

export function SimulatedLog() {
  const i18n = useI18n();
  const entries = useEventLog().map(({ id, at, kind, detail, connectionId }) => ({
    id,
    at,
    text: eventText(i18n, { kind, detail }, namesById[connectionId ?? ""]),
  }));
  return <EventLog entries={entries} />;
}
