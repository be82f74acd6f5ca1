import type { ReactNode } from "react";
import type { DeviceChoiceProps, DeviceRole } from "../tile/shown-media.ts";
import { DeviceGroup } from "./DeviceGroup.tsx";

export interface DeviceMenuProps extends DeviceChoiceProps {
  /** The kinds of devices to choose from. Default: all. */
  readonly show?: readonly DeviceRole[];
  /** A `LevelMeter`, shown under the microphones. */
  readonly levelMeter?: ReactNode;
}

const all: readonly DeviceRole[] = ["microphone", "camera", "speaker"];

/** A choice of microphones, cameras and speakers, with the problems of the chosen ones. */
export function DeviceMenu(props: DeviceMenuProps) {
  const { devices, media, show = all, levelMeter, onChoose, onChooseSpeaker } = props;
  const choose = (which: DeviceRole, deviceId: string | null) =>
    which === "speaker"
      ? onChooseSpeaker?.(deviceId)
      : onChoose(which === "camera" ? "video" : "audio", deviceId);
  return (
    <div className="sora-devices">
      {show
        .filter((which) => (which === "speaker" ? onChooseSpeaker : media[which].status !== "unused"))
        .map((which) => (
          <DeviceGroup
            key={which}
            which={which}
            devices={devices}
            media={media}
            onChoose={(deviceId) => choose(which, deviceId)}
          >
            {which === "microphone" && levelMeter}
          </DeviceGroup>
        ))}
    </div>
  );
}
