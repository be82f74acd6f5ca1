import { useI18n } from "../common/I18nProvider.tsx";

export interface SpeakingIndicatorProps {
  readonly speaking: boolean;
}

/** Three dots that grow into bars while someone speaks. They take the same room either way, so that nothing jumps. */
export function SpeakingIndicator({ speaking }: SpeakingIndicatorProps) {
  const { t } = useI18n();
  return (
    <span className="sora-speaking" data-speaking={speaking ? "" : undefined}>
      <i />
      <i />
      <i />
      {speaking && <span className="sora-hidden">{t("tile.speaking")}</span>}
    </span>
  );
}
