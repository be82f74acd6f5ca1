import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface MutedSpeakingNoticeProps {
  /** The result of `useSpeakingWhileMuted`. */
  readonly speaking: boolean;
  /** Called when the person unmutes. */
  readonly onUnmute: () => void;
}

/**
 * The notice "You are speaking while muted", with a button that unmutes. Its live region exists before the
 * notice appears, so that screen readers read the notice out.
 */
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
