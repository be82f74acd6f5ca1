import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface MutedSpeakingNoticeProps {
  /** What `useSpeakingWhileMuted` returns. */
  readonly speaking: boolean;
  /** The person wants to be heard. */
  readonly onUnmute: () => void;
}

/** "You are speaking while muted", with a way to be heard. Its place is there before, so that it is read out. */
export function MutedSpeakingNotice({ speaking, onUnmute }: MutedSpeakingNoticeProps) {
  const { t } = useI18n();
  return (
    <div className="sora-muted-speaking" role="status">
      {speaking && (
        <>
          <Icon name="microphone-off" />
          <p className="sora-note">{t("muted-speaking")}</p>
          <button type="button" className="sora-button" onClick={onUnmute}>
            {t("control.microphone.on")}
          </button>
        </>
      )}
    </div>
  );
}
