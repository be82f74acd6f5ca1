import { ControlButton } from "./ControlButton.tsx";
import { useI18n } from "./I18nProvider.tsx";

export interface CameraButtonProps {
  readonly on: boolean;
  readonly disabled?: boolean;
  /** The person wants it the other way. */
  readonly onToggle: () => void;
}

/** Turns the camera on and off; what it shows is up to `on`. */
export function CameraButton({ on, disabled = false, onToggle }: CameraButtonProps) {
  const { t } = useI18n();
  return (
    <ControlButton
      icon={on ? "camera" : "camera-off"}
      text={t("control.camera")}
      label={t(on ? "control.camera.off" : "control.camera.on")}
      tone={on ? "normal" : "off"}
      disabled={disabled}
      onPress={onToggle}
    />
  );
}
