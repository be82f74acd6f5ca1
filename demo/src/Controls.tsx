import { CameraButton, ControlBar, ControlButton, LeaveButton, MicrophoneButton } from "react-sora-e2ee";
import { useTexts } from "./TextsContext.ts";
import type { TrackSwitch } from "./useTrackSwitch.ts";

interface ControlsProps {
  /** Whether this member sends. Its buttons are there before its devices are: nothing moves under a finger. */
  readonly sends: boolean;
  readonly microphone: TrackSwitch;
  readonly camera: TrackSwitch;
  /** The panel that is open. */
  readonly panel: "chat" | "events" | null;
  readonly onEvents: () => void;
  /** Null: this call has no chat. */
  readonly onChat: (() => void) | null;
  readonly onLeave: () => void;
}

export function Controls({ sends, microphone, camera, panel, onEvents, onChat, onLeave }: ControlsProps) {
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
      {onChat && <ControlButton icon="chat" text={texts.chat} expanded={panel === "chat"} onPress={onChat} />}
      <ControlButton icon="list" text={texts.events} expanded={panel === "events"} onPress={onEvents} />
      <LeaveButton onLeave={onLeave} />
    </ControlBar>
  );
}
