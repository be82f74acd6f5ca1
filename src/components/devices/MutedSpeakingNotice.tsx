import { useI18n } from "../common/I18nProvider.tsx";
import { FloatingNotice } from "../notices/FloatingNotice.tsx";

export interface MutedSpeakingNoticeProps {
  /** The result of `useSpeakingWhileMuted`. */
  readonly speaking: boolean;
  /** Called when the person unmutes. */
  readonly onUnmute: () => void;
}

/** The notice "You are speaking while muted", with a button that unmutes. */
export function MutedSpeakingNotice({ speaking, onUnmute }: MutedSpeakingNoticeProps) {
  const { t } = useI18n();
  return (
    <FloatingNotice shown={speaking} icon="microphone-off" text={t("muted-speaking")}>
      <button type="button" className="sora-button" onClick={onUnmute}>
        {t("control.microphone.on")}
      </button>
    </FloatingNotice>
  );
}
