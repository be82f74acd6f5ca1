import type { SoraE2EEErrorCode } from "../errors.ts";
import { ControlButton } from "./ControlButton.tsx";
import { deviceProblemLabel } from "./device-problem.ts";
import { useI18n } from "./I18nProvider.tsx";

export interface ScreenShareButtonProps {
  /** The result of `useScreenShare`. */
  readonly share:
    | { readonly status: "off" | "choosing" | "starting" | "on" }
    | { readonly status: "failed"; readonly error: { readonly code: SoraE2EEErrorCode } };
  readonly disabled?: boolean;
  /** Start here, in the same task: browsers want a click. */
  readonly onStart: () => void;
  /** The person wants to share no longer. */
  readonly onStop: () => void;
}

/** Shares a screen, window or tab, and ends that. */
export function ScreenShareButton({ share, disabled = false, onStart, onStop }: ScreenShareButtonProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { status } = share;
  const shared = status === "on" || status === "starting";
  return (
    <ControlButton
      icon={shared ? "screen-stop" : "screen"}
      text={t(shared ? "control.screen.stop" : "control.screen")}
      tone={shared ? "active" : "normal"}
      disabled={disabled || status === "choosing"}
      busy={status === "choosing" ? t("control.screen.choosing") : undefined}
      problem={failure(status === "failed" ? share.error.code : null)}
      onPress={shared ? onStop : onStart}
    />
  );

  function failure(code: SoraE2EEErrorCode | null): string | undefined {
    // Whoever closes the browser's dialog changed their mind: nothing is wrong.
    return code === null || code === "device-permission-denied" ? undefined : deviceProblemLabel(i18n, code);
  }
}
