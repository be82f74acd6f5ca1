import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { aroundName } from "../participants/around-name.ts";
import { SpeakingIndicator } from "./SpeakingIndicator.tsx";
import { tileTitle } from "./tile-title.ts";

export interface TileNameProps {
  readonly name: string;
  readonly kind?: "camera" | "screen";
  /** Of a screen: nothing confirms that it is this person's. */
  readonly claimed?: boolean;
  /** One's own: said beside the name. */
  readonly local?: boolean;
  readonly verified?: boolean;
  readonly microphoneOff?: boolean;
  readonly cameraOff?: boolean;
  /** Without it there is no place for the sign. */
  readonly speaking?: boolean | undefined;
}

/** The line at the foot of a tile: whose it is, and the state of microphone and camera. A long name is cut, its marks are not. */
export function TileName(props: TileNameProps) {
  const {
    name,
    kind = "camera",
    claimed = false,
    local = false,
    verified = false,
    microphoneOff,
    cameraOff,
    speaking,
  } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const { before, after, hasName } = aroundName((mark) =>
    tileTitle(i18n, { name: mark, kind, claimed, local }),
  );
  return (
    <div className="sora-tile-name">
      {microphoneOff ? (
        <span className="sora-mark" data-mark="microphone-off">
          <Icon name="microphone-off" />
          <span className="sora-hidden">{t("tile.microphone-off")}</span>
        </span>
      ) : (
        speaking !== undefined && <SpeakingIndicator speaking={speaking} />
      )}
      {kind === "screen" && <Icon name="screen" />}
      {cameraOff && (
        <span className="sora-mark" data-mark="camera-off">
          <Icon name="camera-off" />
          <span className="sora-hidden">{t("tile.camera-off")}</span>
        </span>
      )}
      <span className="sora-tile-name-text">
        {before && <span>{before}</span>}
        {hasName && <bdi title={name}>{name}</bdi>}
        {after && <span>{after}</span>}
      </span>
      {verified && (
        <span className="sora-mark" data-mark="verified">
          <Icon name="verified" />
          <span className="sora-mark-text">{t("tile.verified")}</span>
        </span>
      )}
    </div>
  );
}
