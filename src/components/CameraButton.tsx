import { ControlButton } from "./ControlButton.tsx";
import { useI18n } from "./I18nProvider.tsx";

export interface CameraButtonProps {
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onToggle: () => void;
}

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
