import type { IdentityStatus } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { IdentityMark } from "../identity/IdentityMark.tsx";
import { aroundName } from "../participants/around-name.ts";
import { SpeakingIndicator } from "./SpeakingIndicator.tsx";
import { tileTitle } from "./tile-title.ts";

export interface TileNameProps {
  readonly name: string;
  readonly kind?: "camera" | "screen";
  /** For a screen: true when nothing proves whose screen it is. */
  readonly claimed?: boolean;
  /** True for the person's own tile. It is shown beside the name. */
  readonly local?: boolean;
  readonly verified?: boolean;
  readonly identity?: IdentityStatus;
  readonly vouchedBy?: string | null;
  readonly microphoneOff?: boolean;
  readonly cameraOff?: boolean;
  /** Muted by the system. Shown in place of `microphoneOff`. */
  readonly microphoneMuted?: boolean;
  /** Stopped by the system. Shown in place of `cameraOff`. */
  readonly cameraMuted?: boolean;
  /** Undefined when the tile shows no speaking indicator. */
  readonly speaking?: boolean | undefined;
}

/**
 * The line at the bottom of a tile: its name, and the state of microphone and camera. A long name is shortened,
 * and the marks after it stay visible.
 */
export function TileName(props: TileNameProps) {
  const {
    name,
    kind = "camera",
    claimed = false,
    local = false,
    verified = false,
    identity = "none",
    vouchedBy = null,
    microphoneOff,
    microphoneMuted,
    cameraOff,
    cameraMuted,
    speaking,
  } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const { before, after, hasName } = aroundName((mark) =>
    tileTitle(i18n, { name: mark, kind, claimed, local }),
  );
  const microphone = microphoneMuted ? "microphone-muted" : microphoneOff ? "microphone-off" : null;
  const camera = cameraMuted ? "camera-muted" : cameraOff ? "camera-off" : null;
  return (
    <div className="sora-tile-name">
      {microphone ? (
        <span className="sora-mark" data-mark={microphone}>
          <Icon name={microphone} />
          <span className="sora-hidden">{t(`tile.${microphone}`)}</span>
        </span>
      ) : (
        speaking !== undefined && <SpeakingIndicator speaking={speaking} />
      )}
      {kind === "screen" && <Icon name="screen" />}
      {camera && (
        <span className="sora-mark" data-mark={camera}>
          <Icon name={camera} />
          <span className="sora-hidden">{t(`tile.${camera}`)}</span>
        </span>
      )}
      <span className="sora-tile-name-text">
        {before && <span>{before}</span>}
        {hasName && <bdi title={name}>{name}</bdi>}
        {after && <span>{after}</span>}
      </span>
      {!local && <IdentityMark {...{ identity, verified, vouchedBy }} onPicture />}
    </div>
  );
}
