import { ControlBar } from "../components/controls/ControlBar.tsx";
import { ControlButton } from "../components/controls/ControlButton.tsx";
import { LeaveButton } from "../components/controls/LeaveButton.tsx";
import { ScreenShareButton } from "../components/controls/ScreenShareButton.tsx";
import { DeviceMenu } from "../components/devices/DeviceMenu.tsx";
import { LevelMeter } from "../components/devices/LevelMeter.tsx";
import type { DeviceRole } from "../components/tile/shown-media.ts";
import { CameraToggle, MicrophoneToggle } from "../connected/controls.tsx";
import { useCallPhase } from "../hooks/call.ts";
import { useMeeting } from "./useMeeting.ts";
import { useMicrophoneLevel } from "./useMicrophoneLevel.ts";

/** The row of buttons of a meeting. */
export function MeetingControls() {
  const { media, devices, share, panels, panel, showPanel, leave } = useMeeting();
  const connected = useCallPhase() === "connected";
  const subscribe = useMicrophoneLevel(media);
  const menu = (show: readonly DeviceRole[]) =>
    media && (
      <DeviceMenu
        {...{ devices, media, show }}
        levelMeter={subscribe && <LevelMeter subscribe={subscribe} />}
        onChoose={(kind, deviceId) => void media.choose(kind, deviceId)}
        onChooseSpeaker={media.chooseSpeaker}
      />
    );
  return (
    <ControlBar>
      {media && <MicrophoneToggle menu={menu(["microphone", "speaker"])} />}
      {media && <CameraToggle menu={menu(["camera"])} />}
      {share && (
        <ScreenShareButton
          share={share}
          disabled={!connected && share.status === "off"}
          onStart={() => void share.start()}
          onStop={() => void share.stop()}
        />
      )}
      {panels.map(({ id, icon, text, buttonText = text }) => (
        <ControlButton
          key={id}
          icon={icon}
          text={buttonText}
          expanded={panel === id}
          onPress={() => showPanel(panel === id ? null : id)}
        />
      ))}
      <LeaveButton onLeave={leave} />
    </ControlBar>
  );
}
