import { createPortal } from "react-dom";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { ControlBar } from "../components/controls/ControlBar.tsx";
import { LeaveButton } from "../components/controls/LeaveButton.tsx";
import { useLastOf } from "../components/grid/grid-featured.ts";
import { CameraToggle, MicrophoneToggle } from "../connected/controls.tsx";
import { PeerTile } from "../connected/PeerTile.tsx";
import { SelfTile } from "../connected/SelfTile.tsx";
import { useActiveSpeaker } from "../hooks/audio.ts";
import { usePeerIds } from "../hooks/peers.ts";
import { useMeeting } from "./useMeeting.ts";

interface MeetingPictureInPictureProps {
  /** The document of the small window. */
  readonly container: HTMLElement;
}

/** The small window: the last speaker, and the controls that a person needs while using other programs. */
export function MeetingPictureInPicture({ container }: MeetingPictureInPictureProps) {
  const { t } = useI18n();
  const { media, leave } = useMeeting();
  const ids = usePeerIds();
  const shown = useLastOf(useActiveSpeaker(), ids) ?? ids[0] ?? null;
  return createPortal(
    <section className="sora-picture" aria-label={t("control.picture-in-picture")}>
      {/* The page plays its sound. */}
      {shown === null ? <SelfTile /> : <PeerTile connectionId={shown} muted />}
      <div data-compact="">
        <ControlBar>
          {media && <MicrophoneToggle />}
          {media && <CameraToggle />}
          <LeaveButton onLeave={leave} />
        </ControlBar>
      </div>
    </section>,
    container,
  );
}
