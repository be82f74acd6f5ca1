import { type ReactNode, useId } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import type { DeviceRole, ShownDeviceLists, ShownMedia } from "../tile/shown-media.ts";
import { DeviceProblem } from "./DeviceProblem.tsx";
import { deviceChoices } from "./device-choices.ts";

interface DeviceGroupProps {
  readonly which: DeviceRole;
  readonly devices: ShownDeviceLists;
  readonly media: ShownMedia;
  readonly onChoose: (deviceId: string | null) => void;
  readonly children?: ReactNode;
}

/** The devices of one kind, as radio buttons. */
export function DeviceGroup({ which, devices, media, onChoose, children }: DeviceGroupProps) {
  const i18n = useI18n();
  const name = useId();
  const { options, chosen, note } = deviceChoices(i18n, which, devices, media);
  return (
    <fieldset className="sora-device-group" data-device={which}>
      <legend>{i18n.t(`device.${which}`)}</legend>
      {options.map(({ deviceId, label }) => (
        <label key={deviceId ?? ""} className="sora-device-choice">
          <input type="radio" name={name} checked={deviceId === chosen} onChange={() => onChoose(deviceId)} />
          <bdi>{label}</bdi>
        </label>
      ))}
      {note !== null && <p className="sora-note">{note}</p>}
      {which !== "speaker" && <DeviceProblem which={which} device={media[which]} />}
      {children}
    </fieldset>
  );
}
