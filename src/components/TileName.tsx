import { useI18n } from "./I18nProvider.tsx";
import { Icon } from "./Icon.tsx";

interface TileNameProps {
  readonly name: string;
  readonly verified: boolean;
  readonly microphoneOff: boolean;
}

/** The line at the foot of a tile. */
export function TileName({ name, verified, microphoneOff }: TileNameProps) {
  const { t } = useI18n();
  return (
    <div className="sora-tile-name">
      {microphoneOff && (
        <span className="sora-mark" data-mark="microphone-off">
          <Icon name="microphone-off" />
          <span className="sora-hidden">{t("tile.microphone-off")}</span>
        </span>
      )}
      <bdi>{name}</bdi>
      {verified && (
        <span className="sora-mark" data-mark="verified">
          <Icon name="verified" />
          <span className="sora-mark-text">{t("tile.verified")}</span>
        </span>
      )}
    </div>
  );
}
