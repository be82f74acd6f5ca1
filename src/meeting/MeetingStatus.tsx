import { useI18n } from "../components/I18nProvider.tsx";
import { useCallPhase } from "../hooks/useCallPhase.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { usePeople } from "../hooks/usePeople.ts";
import { Invitation } from "./Invitation.tsx";
import { LoadingProgress } from "./LoadingProgress.tsx";
import { useMeeting } from "./useMeeting.ts";

/** Where the call is, for everyone's eyes and for screen readers; and how to invite others, when nobody is there. */
export function MeetingStatus() {
  const { t } = useI18n();
  const { invitation } = useMeeting();
  const phase = useCallPhase();
  const others = usePeople().length;
  const progress = useCallState((state) => state.progress);
  const alone = phase === "connected" && others === 0;
  const line = alone
    ? t(invitation === null ? "meeting.alone.no-link" : "meeting.alone")
    : phase === "connected"
      ? t("grid.count", { count: others + 1 })
      : t(`phase.${phase}`);
  return (
    <div className="sora-meeting-status">
      <p role="status">{line}</p>
      {phase === "initializing" && progress && <LoadingProgress {...progress} />}
      {alone && invitation !== null && (
        <div className="sora-meeting-invite">
          <Invitation link={invitation} />
          <a className="sora-button" data-quiet="" href={invitation} target="_blank" rel="noreferrer">
            {t("meeting.second")}
          </a>
        </div>
      )}
    </div>
  );
}
