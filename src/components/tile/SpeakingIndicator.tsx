import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface SpeakingIndicatorProps {
  readonly speaking: boolean;
}

/**
 * A microphone, and moving bars in its place while someone speaks. Both have the same size, so that the layout
 * does not move.
 */
export function SpeakingIndicator({ speaking }: SpeakingIndicatorProps) {
  const { t } = useI18n();
  return (
    <span className="sora-speaking" data-speaking={speaking ? "" : undefined}>
      {speaking ? (
        <>
          <i />
          <i />
          <i />
        </>
      ) : (
        <Icon name="microphone" />
      )}
      {speaking && <span className="sora-hidden">{t("tile.speaking")}</span>}
    </span>
  );
}
