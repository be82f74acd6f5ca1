import { useI18n } from "../components/common/I18nProvider.tsx";
import { EventLog } from "../components/log/EventLog.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { StatsPanel } from "../components/stats/StatsPanel.tsx";
import { useEventLog } from "../hooks/call.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useConnectionStats } from "../hooks/useConnectionStats.ts";
import { eventText } from "../i18n/index.ts";
import { useMeeting } from "./useMeeting.ts";

/** The event log and the connection's statistics. */
export function MeetingEvents() {
  const i18n = useI18n();
  const { names } = useMeeting();
  const stats = useConnectionStats();
  const senders = useCallState(({ self }) => self.senders);
  const receivers = useCallState(({ peers }) => Object.values(peers).flatMap((peer) => peer.receivers));
  const keyId = useCallState(({ self }) => self.keyId);
  const entries = useEventLog().map((entry) => ({
    ...entry,
    text: eventText(i18n, entry, entry.connectionId === null ? undefined : nameOf(names, entry.connectionId)),
  }));
  return (
    <>
      <EventLog entries={entries} />
      <StatsPanel {...{ stats, senders, receivers, keyId }} />
    </>
  );
}
