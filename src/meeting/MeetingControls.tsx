import { useRef } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { ControlBar } from "../components/controls/ControlBar.tsx";
import { ControlButton } from "../components/controls/ControlButton.tsx";
import { LeaveButton } from "../components/controls/LeaveButton.tsx";
import { MoreMenu } from "../components/controls/MoreMenu.tsx";
import { PictureInPictureButton } from "../components/controls/PictureInPictureButton.tsx";
import { ScreenShareButton } from "../components/controls/ScreenShareButton.tsx";
import { DeviceMenu } from "../components/devices/DeviceMenu.tsx";
import { EffectsMenu } from "../components/devices/EffectsMenu.tsx";
import { LevelMeter } from "../components/devices/LevelMeter.tsx";
import { LayoutSwitch } from "../components/grid/LayoutSwitch.tsx";
import { useElementSize } from "../components/grid/useElementSize.ts";
import type { DeviceRole } from "../components/tile/shown-media.ts";
import { CameraToggle, MicrophoneToggle } from "../connected/controls.tsx";
import { screenWithSound } from "../devices/screen-sound.ts";
import { useCallPhase } from "../hooks/call.ts";
import { usePictureInPicture } from "../hooks/usePictureInPicture.ts";
import { MeetingPictureInPicture } from "./MeetingPictureInPicture.tsx";
import { MeetingReactions } from "./MeetingReactions.tsx";
import { RecordControl } from "./MeetingRecording.tsx";
import { useMeeting } from "./useMeeting.ts";
import { useMicrophoneLevel } from "./useMicrophoneLevel.ts";

/** Width in CSS pixels that the whole row needs. Below it, a menu contains most controls. */
function roomForAll(panels: number): number {
  return 500 + panels * 64;
}

/** The row of buttons of a meeting. On a phone it is one row of icons, with a menu for the rest. */
export function MeetingControls() {
  const { media, devices, effects, panels, panel, layout, showShortcuts, leave } = useMeeting();
  const { t } = useI18n();
  const root = useRef<HTMLDivElement>(null);
  const width = useElementSize(root)?.width ?? 0;
  const compact = width > 0 && width < roomForAll(panels.length);
  const picture = usePictureInPicture();
  const subscribe = useMicrophoneLevel(media);
  const menu = (which: "microphone" | "camera", show: readonly DeviceRole[]) =>
    media && (
      <div className="sora-devices">
        <DeviceMenu
          {...{ devices, media, show }}
          levelMeter={subscribe && <LevelMeter subscribe={subscribe} />}
          onChoose={(kind, deviceId) => void media.choose(kind, deviceId)}
          onChooseSpeaker={media.chooseSpeaker}
        />
        <EffectsMenu
          {...{ which, effects: effects[which].effects, chosen: effects[which].chosen }}
          device={media[which]}
          onChoose={effects[which].choose}
        />
      </div>
    );
  const unread = panels.find(({ id, mark }) => id !== panel && mark !== undefined)?.mark;
  return (
    <div ref={root} className="sora-meeting-controls" data-compact={compact ? "" : undefined}>
      <ControlBar>
        {media && <MicrophoneToggle menu={menu("microphone", ["microphone", "speaker"])} />}
        {media && <CameraToggle menu={menu("camera", ["camera"])} />}
        {!compact && <ScreenControl />}
        <MeetingReactions />
        {!compact && <PanelControls />}
        <MoreMenu mark={compact ? unread : undefined}>
          {compact && <ScreenControl />}
          {compact && <PanelControls />}
          <RecordControl />
          <LayoutSwitch layout={layout.layout} onChoose={layout.choose} />
          <PictureInPictureButton
            {...picture}
            onOpen={() => void picture.enter(firstPicture(root.current))}
            onClose={picture.exit}
          />
          <IncomingVideoControl />
          {showShortcuts && (
            <ControlButton icon="keyboard" text={t("shortcuts.title")} onPress={showShortcuts} />
          )}
        </MoreMenu>
        <LeaveButton onLeave={leave} />
      </ControlBar>
      {picture.container && <MeetingPictureInPicture container={picture.container} />}
    </div>
  );
}

/** For browsers with single-video windows only: the last known speaker, or the first peer. */
function firstPicture(controls: Element | null): HTMLVideoElement | null {
  const meeting = controls?.closest(".sora-meeting");
  const others = ".sora-tile[data-picture]:not([data-local])";
  const tile = meeting?.querySelector(`${others}[data-speaking]`) ?? meeting?.querySelector(others);
  return tile?.querySelector("video") ?? null;
}

function ScreenControl() {
  const { share } = useMeeting();
  const connected = useCallPhase() === "connected";
  return (
    share && (
      <ScreenShareButton
        share={share}
        disabled={!connected && share.status === "off"}
        onStart={() => void share.start(screenWithSound())}
        onStop={() => void share.stop()}
      />
    )
  );
}

function IncomingVideoControl() {
  const { available, stopped, stop, resume } = useMeeting().incomingVideo;
  const { t } = useI18n();
  if (!available) return null;
  return (
    <ControlButton
      icon={stopped ? "camera" : "camera-off"}
      text={t(stopped ? "incoming-video.resume" : "incoming-video.stop")}
      onPress={stopped ? resume : stop}
    />
  );
}

function PanelControls() {
  const { panels, panel, showPanel } = useMeeting();
  return panels.map(({ id, icon, text, mark, buttonText = text }) => (
    <ControlButton
      key={id}
      {...{ icon, mark }}
      text={buttonText}
      expanded={panel === id}
      onPress={() => showPanel(panel === id ? null : id)}
    />
  ));
}
