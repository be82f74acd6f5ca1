import { useId } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import type { DeviceRole, ShownDeviceLists, ShownMedia } from "../tile/shown-media.ts";
import { deviceChoices } from "./device-choices.ts";

export interface DeviceSelectProps {
  readonly which: DeviceRole;
  /** The result of `useDevices`. */
  readonly devices: ShownDeviceLists;
  /** The result of `useLocalMedia`. */
  readonly media: ShownMedia;
  /** null: the browser or the system chooses. */
  readonly onChoose: (deviceId: string | null) => void;
}

/** The devices of one kind, as a select element. */
export function DeviceSelect({ which, devices, media, onChoose }: DeviceSelectProps) {
  const i18n = useI18n();
  const id = useId();
  const { options, chosen, note } = deviceChoices(i18n, which, devices, media);
  return (
    <div className="sora-field" data-device={which}>
      <label htmlFor={id}>{i18n.t(`device.${which}`)}</label>
      <select
        id={id}
        className="sora-input"
        value={chosen ?? ""}
        aria-describedby={note === null ? undefined : `${id}-note`}
        onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
      >
        {options.map(({ deviceId, label }) => (
          <option
            key={deviceId ?? ""}
            value={deviceId ?? ""}
            translate={deviceId === null ? undefined : "no"}
          >
            {label}
          </option>
        ))}
      </select>
      {note !== null && (
        <p id={`${id}-note`} className="sora-note">
          {note}
        </p>
      )}
    </div>
  );
}
