import { useI18n } from "../common/I18nProvider.tsx";
import { FloatingNotice } from "./FloatingNotice.tsx";

/** All values are in the result of `useIncomingVideo`. */
export interface IncomingVideoNoticeProps {
  readonly advised: boolean;
  /** True while no video is received. The notice stays, with a button that brings the video back. */
  readonly stopped: boolean;
  /** Called when the person stops the video of others. */
  readonly onStop: () => void;
  /** Called when the person wants the video again. */
  readonly onResume: () => void;
  /** The person wants to keep the video. */
  readonly onDismiss: () => void;
}

/** The advice to receive no video, so that sound arrives better, and the way back. */
export function IncomingVideoNotice(props: IncomingVideoNoticeProps) {
  const { advised, stopped, onStop, onResume, onDismiss } = props;
  const { t } = useI18n();
  return (
    <FloatingNotice
      shown={stopped || advised}
      icon={stopped ? "camera-off" : "camera"}
      text={t(stopped ? "incoming-video.stopped" : "incoming-video.advice")}
    >
      <button type="button" className="sora-button" onClick={stopped ? onResume : onStop}>
        {t(stopped ? "incoming-video.resume" : "incoming-video.stop")}
      </button>
      {!stopped && (
        <button type="button" className="sora-button" data-quiet="" onClick={onDismiss}>
          {t("advice.video.dismiss")}
        </button>
      )}
    </FloatingNotice>
  );
}
