import { CameraButton, MicrophoneButton } from "../controls/device-buttons.tsx";
import { DeviceProblem } from "../devices/DeviceProblem.tsx";
import { DeviceSelect } from "../devices/DeviceSelect.tsx";
import type { LobbyProps } from "./Lobby.tsx";
import { LobbyPreview } from "./LobbyPreview.tsx";

type LobbyDevicesProps = Pick<
  LobbyProps,
  "devices" | "levelMeter" | "onToggle" | "onChoose" | "onChooseSpeaker"
> & { readonly media: NonNullable<LobbyProps["media"]>; readonly name: string };

/** The preview with its switches, what is wrong with devices, and which to use. */
export function LobbyDevices(props: LobbyDevicesProps) {
  const { media, devices, name, levelMeter, onToggle, onChoose, onChooseSpeaker } = props;
  const { microphone, camera, stream } = media;
  return (
    <div className="sora-lobby-devices">
      <LobbyPreview name={name} camera={camera} stream={stream}>
        {onToggle && (
          <div className="sora-preview-controls">
            {microphone.status !== "unused" && (
              <MicrophoneButton device={microphone} onToggle={(on) => onToggle("audio", on)} />
            )}
            {camera.status !== "unused" && (
              <CameraButton device={camera} onToggle={(on) => onToggle("video", on)} />
            )}
          </div>
        )}
      </LobbyPreview>
      {levelMeter}
      <div role="status">
        <DeviceProblem which="microphone" device={microphone} />
        <DeviceProblem which="camera" device={camera} />
      </div>
      {devices && onChoose && (
        <div className="sora-lobby-selects">
          {microphone.status !== "unused" && (
            <DeviceSelect
              which="microphone"
              devices={devices}
              media={media}
              onChoose={(deviceId) => onChoose("audio", deviceId)}
            />
          )}
          {camera.status !== "unused" && (
            <DeviceSelect
              which="camera"
              devices={devices}
              media={media}
              onChoose={(deviceId) => onChoose("video", deviceId)}
            />
          )}
          {onChooseSpeaker && (
            <DeviceSelect which="speaker" devices={devices} media={media} onChoose={onChooseSpeaker} />
          )}
        </div>
      )}
    </div>
  );
}
