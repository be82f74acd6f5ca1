import type { ReactNode } from "react";
import type { DeviceChoiceProps, DeviceRole } from "../tile/shown-media.ts";
import { DeviceGroup } from "./DeviceGroup.tsx";

export interface DeviceMenuProps extends DeviceChoiceProps {
  /** Which devices to choose from. Default: all. */
  readonly show?: readonly DeviceRole[];
  /** A `LevelMeter`, under the microphones. */
  readonly levelMeter?: ReactNode;
}

const all: readonly DeviceRole[] = ["microphone", "camera", "speaker"];

/** Microphones, cameras and speakers to choose from, and what is wrong with the chosen one. */
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
