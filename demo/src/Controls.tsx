import { CameraButton, ControlBar, ControlButton, LeaveButton, MicrophoneButton } from "react-sora-e2ee";
import { useTexts } from "./TextsContext.ts";
import type { TrackSwitch } from "./useTrackSwitch.ts";

interface ControlsProps {
  readonly microphone: TrackSwitch;
  readonly camera: TrackSwitch;
  readonly eventsShown: boolean;
  readonly onEvents: () => void;
  readonly onLeave: () => void;
}

export function Controls({ microphone, camera, eventsShown, onEvents, onLeave }: ControlsProps) {
  const texts = useTexts();
  return (
    <ControlBar>
      {microphone.available && <MicrophoneButton on={microphone.on} onToggle={microphone.toggle} />}
      {camera.available && <CameraButton on={camera.on} onToggle={camera.toggle} />}
      <ControlButton icon="list" text={texts.events} expanded={eventsShown} onPress={onEvents} />
      <LeaveButton onLeave={onLeave} />
    </ControlBar>
  );
}
