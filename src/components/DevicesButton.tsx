import { ControlMenu } from "./ControlMenu.tsx";
import { DeviceMenu, type DeviceMenuProps } from "./DeviceMenu.tsx";
import { useI18n } from "./I18nProvider.tsx";

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
