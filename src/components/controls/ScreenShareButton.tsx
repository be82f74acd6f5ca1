import type { SoraE2EEErrorCode } from "../../errors.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "./ControlButton.tsx";
import { screenProblem } from "./screen-problem.ts";

export interface ScreenShareButtonProps {
  /** The result of `useScreenShare`. */
  readonly share: {
    /** Default `available`. */
    readonly availability?: "unknown" | "available" | "screen-unsupported" | "screen-not-allowed";
  } & (
    | { readonly status: "off" | "choosing" | "starting" | "on" }
    | { readonly status: "failed"; readonly error: { readonly code: SoraE2EEErrorCode } }
  );
  readonly disabled?: boolean;
  /** Start sharing here, in the same task, because browsers require a click. */
  readonly onStart: () => void;
  /** Called when the person stops sharing. */
  readonly onStop: () => void;
}

/**
 * A button that starts and stops screen sharing. It is disabled with a reason when the page's policy or the
 * browser forbids sharing. It is not shown in browsers that cannot share a screen.
 */
export function ScreenShareButton({ share, disabled = false, onStart, onStop }: ScreenShareButtonProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { status, availability = "available" } = share;
  if (availability === "screen-unsupported") return null;
  const shared = status === "on" || status === "starting";
  const forbidden = availability === "screen-not-allowed" && !shared;
  const code = forbidden ? availability : status === "failed" ? share.error.code : null;
  const problem = code === null ? null : screenProblem(i18n, code);
  return (
    <ControlButton
      icon={shared ? "screen-stop" : "screen"}
      text={t(shared ? "control.screen.stop" : "control.screen")}
      tone={shared ? "active" : "normal"}
      disabled={disabled || status === "choosing" || availability === "unknown"}
      unavailable={forbidden}
      busy={status === "choosing" ? t("control.screen.choosing") : undefined}
      problem={problem?.label}
      detail={problem?.sentences}
      onPress={shared ? onStop : onStart}
    />
  );
}
