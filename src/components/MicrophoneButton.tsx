import { ControlButton } from "./ControlButton.tsx";
import { useI18n } from "./I18nProvider.tsx";

export interface MicrophoneButtonProps {
  readonly on: boolean;
  readonly disabled?: boolean;
  /** The person wants it the other way. */
  readonly onToggle: () => void;
}

/** Turns the microphone on and off; what it shows is up to `on`. */
export function MicrophoneButton({ on, disabled = false, onToggle }: MicrophoneButtonProps) {
  const { t } = useI18n();
  return (
    <ControlButton
      icon={on ? "microphone" : "microphone-off"}
      text={t("control.microphone")}
      label={t(on ? "control.microphone.off" : "control.microphone.on")}
      tone={on ? "normal" : "off"}
      disabled={disabled}
      onPress={onToggle}
    />
  );
}
