import { Dialog } from "../common/Dialog.tsx";
import { useI18n } from "../common/I18nProvider.tsx";

export interface RecordingConsentDialogProps {
  readonly open: boolean;
  /** The recorder's name. */
  readonly name: string;
  /** `asking`: nothing is recorded yet. */
  readonly status: "asking" | "recording";
  /** Called when the person agrees to be recorded, or declines. Set `open` to false. */
  readonly onAnswer: (agreed: boolean) => void;
  /** The person closed it without an answer, so they are not recorded. Set `open` to false. */
  readonly onClose: () => void;
}

/** Asks for consent to a recording. Both answers look equally important. */
export function RecordingConsentDialog({
  open,
  name,
  status,
  onAnswer,
  onClose,
}: RecordingConsentDialogProps) {
  const { t } = useI18n();
  return (
    <Dialog open={open} title={t("recording.dialog.title")} onClose={onClose}>
      <p>
        <strong>{t(`recording.dialog.${status}`, { name })}</strong>
      </p>
      <p>{t("recording.dialog.what")}</p>
      <p className="sora-note">{t("recording.dialog.trust")}</p>
      <div className="sora-dialog-actions">
        <button type="button" className="sora-button" data-quiet="" onClick={() => onAnswer(true)}>
          {t("recording.agree")}
        </button>
        <button type="button" className="sora-button" data-quiet="" onClick={() => onAnswer(false)}>
          {t("recording.decline")}
        </button>
      </div>
    </Dialog>
  );
}
