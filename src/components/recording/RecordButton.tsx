import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "../controls/ControlButton.tsx";
import type { ShownOwnRecording } from "./shown-recording.ts";

export interface RecordButtonProps {
  /** `own` of `useRecording`. */
  readonly recording: Pick<ShownOwnRecording, "status" | "error">;
  readonly disabled?: boolean;
  /** Start here, in the same task, because the file dialog requires a click. */
  readonly onStart: () => void;
  /** Called when the person ends the recording, or the request for consent. */
  readonly onStop: () => void;
}

/** A button that starts and ends a recording. */
export function RecordButton({ recording, disabled = false, onStart, onStop }: RecordButtonProps) {
  const { t } = useI18n();
  const { status, error } = recording;
  const active = status === "asking" || status === "recording";
  const busy = status === "choosing" || status === "starting" || status === "saving";
  // A person who closed the browser's dialog needs no explanation.
  const code = status === "off" && error && error.code !== "recording-not-chosen" ? error.code : null;
  return (
    <ControlButton
      icon={active ? "record-stop" : "record"}
      text={t(
        status === "asking"
          ? "recording.cancel"
          : status === "recording"
            ? "recording.stop"
            : "recording.start",
      )}
      tone={active ? "active" : "normal"}
      disabled={busy || (disabled && !active)}
      busy={busy ? t("recording.busy") : undefined}
      problem={code ? t("recording.problem") : undefined}
      detail={code ? `${t(`error.${code}.what`)} ${t(`error.${code}.do`)}` : undefined}
      onPress={active ? onStop : onStart}
    />
  );
}
