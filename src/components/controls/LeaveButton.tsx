import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "./ControlButton.tsx";

export interface LeaveButtonProps {
  /** The person wants to leave: call `disconnect` here. */
  readonly onLeave: () => void;
}

/** A button that leaves the call. */
export function LeaveButton({ onLeave }: LeaveButtonProps) {
  const { t } = useI18n();
  return <ControlButton icon="leave" text={t("control.leave")} tone="danger" onPress={onLeave} />;
}
