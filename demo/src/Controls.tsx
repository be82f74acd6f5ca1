import { CameraButton, ControlBar, ControlButton, LeaveButton, MicrophoneButton } from "react-sora-e2ee";
import { useTexts } from "./TextsContext.ts";
import type { TrackSwitch } from "./useTrackSwitch.ts";

interface ControlsProps {
  /** Whether this member sends. Its buttons are there before its devices are: nothing moves under a finger. */
  readonly sends: boolean;
  readonly microphone: TrackSwitch;
  readonly camera: TrackSwitch;
  readonly eventsShown: boolean;
  readonly onEvents: () => void;
  readonly onLeave: () => void;
}

export function Controls({ sends, microphone, camera, eventsShown, onEvents, onLeave }: ControlsProps) {
  const texts = useTexts();
  return (
    <ControlBar>
      {sends && (
        <>
          <MicrophoneButton
            on={microphone.on}
            disabled={!microphone.available}
            onToggle={microphone.toggle}
          />
          <CameraButton on={camera.on} disabled={!camera.available} onToggle={camera.toggle} />
        </>
      )}
      <ControlButton icon="list" text={texts.events} expanded={eventsShown} onPress={onEvents} />
      <LeaveButton onLeave={onLeave} />
    </ControlBar>
  );
}
