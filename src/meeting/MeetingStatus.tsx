import { useI18n } from "../components/common/I18nProvider.tsx";
import { MediaNotices } from "../components/devices/MediaNotices.tsx";
import { ScreenSoundNotice } from "../components/devices/ScreenSoundNotice.tsx";
import { participantCount } from "../components/participants/participant-count.ts";
import { useCallPhase } from "../hooks/call.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useParticipants } from "../hooks/useParticipants.ts";
import { LoadingProgress } from "./LoadingProgress.tsx";
import { useMeeting } from "./useMeeting.ts";

/** The state of the call, visible and for screen readers. */
export function MeetingStatus() {
  const i18n = useI18n();
  const { t } = i18n;
  const { media, share, incomingVideo } = useMeeting();
  const phase = useCallPhase();
  const others = useParticipants();
  const screens = others.reduce((count, { connectionIds }) => count + connectionIds.length - 1, 0);
  const progress = useCallState((state) => state.progress);
  const line =
    phase === "connected"
      ? participantCount(i18n, "grid.count", others.length + 1, screens)
      : t(`phase.${phase}`);
  return (
    <div className="sora-meeting-status">
      <p role="status">{line}</p>
      {/* Once for all tiles. The advice to stop the video says the same. */}
      <p role="status">{incomingVideo.weak && !incomingVideo.advised && t("quality.weak-downlink")}</p>
      <MediaNotices media={media} share={share} />
      <ScreenSoundNotice sound={share?.sound ?? null} />
      {phase === "initializing" && progress && <LoadingProgress {...progress} />}
    </div>
  );
}
