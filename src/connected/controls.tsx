import type { ReactNode } from "react";
import type { SoraCallOptions } from "../call/types.ts";
import { CameraButton, MicrophoneButton } from "../components/controls/device-buttons.tsx";
import { LeaveButton } from "../components/controls/LeaveButton.tsx";
import { ScreenShareButton } from "../components/controls/ScreenShareButton.tsx";
import { SoraE2EEError } from "../errors.ts";
import { useCallPhase } from "../hooks/call.ts";
import { useProvidedMedia } from "../hooks/provided-media.ts";
import { useSoraCall } from "../hooks/SoraCallProvider.tsx";
import { useScreenShare } from "../hooks/useScreenShare.ts";
import type { MediaKind } from "../status.ts";

export interface DeviceToggleProps {
  readonly disabled?: boolean;
  /** Content of an arrow button next to it, such as a `DeviceMenu`. */
  readonly menu?: ReactNode;
}

/**
 * Turns the microphone of the provided `media` on and off. Shows nothing when the media has no microphone.
 *
 * @throws {SoraE2EEError} `invalid-state` when the nearest `SoraCallProvider` has no `media`.
 */
export function MicrophoneToggle(props: DeviceToggleProps) {
  const { state, onToggle } = useDevice("audio", "MicrophoneToggle");
  const { microphone } = state;
  return microphone.status === "unused" ? null : (
    <MicrophoneButton {...props} device={microphone} onToggle={onToggle} />
  );
}

/**
 * Turns the camera of the provided `media` on and off. Shows nothing when the media has no camera.
 *
 * @throws {SoraE2EEError} `invalid-state` when the nearest `SoraCallProvider` has no `media`.
 */
export function CameraToggle(props: DeviceToggleProps) {
  const { state, onToggle } = useDevice("video", "CameraToggle");
  const { camera } = state;
  return camera.status === "unused" ? null : <CameraButton {...props} device={camera} onToggle={onToggle} />;
}

function useDevice(kind: MediaKind, component: string) {
  const provided = useProvidedMedia();
  if (!provided) {
    throw new SoraE2EEError(
      "invalid-state",
      `<${component}> needs the media of the call: <SoraCallProvider call={…} media={…}>, as from useLocalMedia.`,
    );
  }
  const { source, state } = provided;
  return { state, onToggle: (on: boolean) => (on ? void source.turnOn(kind) : source.turnOff(kind)) };
}

export interface ScreenShareToggleProps {
  /** The options of the call. With them the screen is sent beside the camera, as a second connection. */
  readonly beside?: SoraCallOptions;
}

/** A button that starts and stops screen sharing. Renders nothing in browsers that cannot share a screen. */
export function ScreenShareToggle({ beside }: ScreenShareToggleProps) {
  const share = useScreenShare(beside);
  const connected = useCallPhase() === "connected";
  return (
    <ScreenShareButton
      share={share}
      disabled={!connected && share.status === "off"}
      onStart={() => void share.start()}
      onStop={() => void share.stop()}
    />
  );
}

/** Ends the call for this participant. */
export function LeaveCallButton() {
  const call = useSoraCall();
  return <LeaveButton onLeave={() => void call.disconnect()} />;
}
