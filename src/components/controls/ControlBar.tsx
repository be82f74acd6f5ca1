import type { ReactNode } from "react";
import { useI18n } from "../common/I18nProvider.tsx";

export interface ControlBarProps {
  /** `MicrophoneButton`, `CameraButton`, `LeaveButton`, or any other. */
  readonly children?: ReactNode;
}

/**
 * The row of buttons of a call, as a named landmark for screen readers. Each button is a tab stop. A toolbar
 * role would leave only one tab stop and take the arrow keys from the menus inside.
 */
export function ControlBar({ children }: ControlBarProps) {
  const { t } = useI18n();
  return (
    <section className="sora-controls" aria-label={t("control.label")}>
      {children}
    </section>
  );
}
