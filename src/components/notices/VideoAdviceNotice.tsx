import { useI18n } from "../common/I18nProvider.tsx";
import { FloatingNotice } from "./FloatingNotice.tsx";

export interface VideoAdviceNoticeProps {
  /** The result of `useVideoAdvice`. */
  readonly advised: boolean;
  /** Called when the person turns their own camera off. */
  readonly onTurnOff: () => void;
  /** The person wants to keep the camera on. */
  readonly onDismiss: () => void;
}

/** The advice to turn our own camera off, so that the call can continue. */
export function VideoAdviceNotice({ advised, onTurnOff, onDismiss }: VideoAdviceNoticeProps) {
  const { t } = useI18n();
  return (
    <FloatingNotice shown={advised} icon="camera" text={t("advice.video")}>
      <button type="button" className="sora-button" onClick={onTurnOff}>
        {t("advice.video.off")}
      </button>
      <button type="button" className="sora-button" data-quiet="" onClick={onDismiss}>
        {t("advice.video.dismiss")}
      </button>
    </FloatingNotice>
  );
}
