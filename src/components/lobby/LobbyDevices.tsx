import { useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { useMountedEffect } from "../common/useMountedEffect.ts";
import { CameraButton, MicrophoneButton } from "../controls/device-buttons.tsx";
import { DeviceProblem } from "../devices/DeviceProblem.tsx";
import { DeviceSelect } from "../devices/DeviceSelect.tsx";
import type { LobbyProps } from "./Lobby.tsx";
import { LobbyPreview } from "./LobbyPreview.tsx";

type OwnMedia = NonNullable<LobbyProps["media"]>;

type LobbyPictureProps = Pick<LobbyProps, "levelMeter" | "onToggle"> & {
  readonly media: OwnMedia;
  readonly name: string;
};

/** The preview with its switches, the level of the microphone, and problems of devices. */
export function LobbyPicture({ media, name, levelMeter, onToggle }: LobbyPictureProps) {
  const { microphone, camera, stream } = media;
  return (
    <div className="sora-lobby-picture">
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
        <DeviceProblem which="microphone" device={microphone} withEffect />
        <DeviceProblem which="camera" device={camera} withEffect />
      </div>
    </div>
  );
}

type LobbyDevicesProps = Pick<
  LobbyProps,
  "devices" | "onChoose" | "onChooseSpeaker" | "speakerTest" | "effects"
> & {
  readonly media: OwnMedia;
};

/** The choice of devices. It is folded on a phone, where the name and the join button come first. */
export function LobbyDevices(props: LobbyDevicesProps) {
  const { media, devices, onChoose, onChooseSpeaker, speakerTest, effects } = props;
  const { t } = useI18n();
  const [open, setOpen] = useState(true);
  useMountedEffect(() => {
    if (typeof matchMedia === "function" && matchMedia("(max-width: 46rem)").matches) setOpen(false);
  }, []);
  if (!devices || !onChoose) return null;
  return (
    <details
      className="sora-lobby-devices"
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{t("lobby.devices")}</summary>
      <div className="sora-lobby-selects">
        {media.microphone.status !== "unused" && (
          <DeviceSelect
            which="microphone"
            devices={devices}
            media={media}
            onChoose={(deviceId) => onChoose("audio", deviceId)}
          />
        )}
        {media.camera.status !== "unused" && (
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
        {speakerTest}
        {effects}
      </div>
    </details>
  );
}
