import { useI18n } from "../components/common/I18nProvider.tsx";
import { useCallPhase } from "../hooks/call.ts";
import { useParticipants } from "../hooks/useParticipants.ts";
import { Invitation } from "./Invitation.tsx";
import { useMeeting } from "./useMeeting.ts";

/**
 * A notice how to invite others while no other participant is present. It lies over the tiles, so that
 * nothing moves later.
 */
export function NobodyElse() {
  const { t } = useI18n();
  const { invitation } = useMeeting();
  const connected = useCallPhase() === "connected";
  const others = useParticipants().length;
  if (!connected || others > 0) return null;
  return (
    <div className="sora-meeting-alone">
      <p role="status">{t(invitation === null ? "meeting.alone.no-link" : "meeting.alone")}</p>
      {invitation !== null && (
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
