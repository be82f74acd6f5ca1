import { useI18n } from "../common/I18nProvider.tsx";
import { DeviceMenu, type DeviceMenuProps } from "../devices/DeviceMenu.tsx";
import { ControlMenu } from "./ControlMenu.tsx";

export type DevicesButtonProps = DeviceMenuProps;

/** Opens a `DeviceMenu` with these props. */
export function DevicesButton(props: DevicesButtonProps) {
  const { t } = useI18n();
  return (
    <ControlMenu icon="devices" text={t("control.devices")}>
      <DeviceMenu {...props} />
    </ControlMenu>
  );
}
