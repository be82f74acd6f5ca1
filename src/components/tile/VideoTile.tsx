import { forwardRef, memo } from "react";
import { encryptionDetail, encryptionLabel } from "../../i18n/index.ts";
import { ownEncryptionLabel } from "../../i18n/opened-texts.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { EncryptionBadge } from "../encryption/EncryptionBadge.tsx";
import { Avatar } from "./Avatar.tsx";
import { ConnectionIndicator } from "./ConnectionIndicator.tsx";
import { TileName } from "./TileName.tsx";
import { TileNotice } from "./TileNotice.tsx";
import { tileTitle } from "./tile-title.ts";
import { useVideoStream } from "./useVideoStream.ts";
import type { VideoTileProps } from "./video-tile-props.ts";

export type { VideoTileProps } from "./video-tile-props.ts";

/**
 * The tile of one person or screen: video and sound, name, and observed encryption. Media of a peer without
 * encryption are not played, and video that can no longer be decrypted is covered and explained. Renders
 * again only when a prop changes.
 */
export const VideoTile = memo(
  forwardRef<HTMLElement, VideoTileProps>(function VideoTile(props, ref) {
    const {
      connectionId,
      name: givenName,
      stream,
      kind = "camera",
      claimed = false,
      local = false,
      encryption,
      hasVideo = true,
      microphoneOff = false,
      microphoneMuted = false,
      cameraMuted = false,
      cameraOff = kind === "camera" && !hasVideo,
      speaking,
      quality = null,
      qualityCause = null,
      verified = false,
      identity = "none",
      vouchedBy = null,
      pinned = false,
      keyId = null,
      reconnecting = false,
      fit = kind === "screen" ? "contain" : "cover",
      mirror = local,
      muted = false,
      volume = 1,
      sinkId = null,
      openedBy = null,
      note,
      onEncryptionDetails,
      badge,
      actions,
      avatar,
      nameplate,
      captions,
      children,
      className = "",
      ...rootProps
    } = props;
    const i18n = useI18n();
    // In JavaScript, `{...peer}` can pass null for a peer without a name.
    const name = givenName ?? "";
    const { t } = i18n;
    const { status } = encryption;

    const silent = local || muted;
    const { videoProps, hasPicture, needsClick } = useVideoStream(status === "unprotected" ? null : stream, {
      muted: silent,
      volume,
      sinkId,
    });
    const picture = hasPicture && hasVideo && !cameraOff;
    const wrong = status === "failing" || status === "unprotected" || status === "blocked";
    const notice = reconnecting ? t("tile.reconnecting") : wrong ? encryptionDetail(i18n, encryption) : null;
    const title = tileTitle(i18n, { name, kind, claimed, local });
    const label =
      status === "protected"
        ? ownEncryptionLabel(i18n, { status }, openedBy)
        : encryptionLabel(i18n, encryption);

    return (
      <article
        aria-label={t("tile.label", { name: title, status: label })}
        {...rootProps}
        ref={ref}
        className={`sora-tile ${className}`.trim()}
        data-sora-tile={connectionId}
        data-encryption={status}
        data-encryption-reason={encryption.status === "failing" ? encryption.reason : undefined}
        data-key-id={keyId ?? undefined}
        data-local={flag(local)}
        data-kind={kind}
        data-reconnecting={flag(reconnecting)}
        data-picture={flag(picture)}
        data-mirror={flag(mirror && kind === "camera")}
        data-fit={fit}
        data-microphone-off={flag(microphoneOff)}
        data-camera-off={flag(cameraOff)}
        data-microphone-muted={flag(microphoneMuted)}
        data-camera-muted={flag(cameraMuted)}
        data-speaking={flag(speaking === true && !microphoneOff && !microphoneMuted)}
        data-quality={quality ?? undefined}
        data-verified={flag(verified)}
        data-identity={identity}
        data-pinned={flag(pinned)}
      >
        <video className="sora-tile-video" autoPlay playsInline muted={silent} {...videoProps} />
        {!picture &&
          notice === null &&
          (avatar === undefined ? placeholder({ kind, name, connectionId }) : avatar)}
        {notice !== null && <TileNotice icon={reconnecting ? "reconnecting" : status} text={notice} />}
        {children && <div className="sora-tile-overlay">{children}</div>}
        <div className="sora-tile-top">
          {badge === undefined ? (
            <EncryptionBadge
              encryption={encryption}
              openedBy={openedBy}
              {...(onEncryptionDetails && { name: title, onDetails: onEncryptionDetails })}
            />
          ) : (
            badge
          )}
          <div className="sora-tile-corner">
            {actions && <div className="sora-tile-actions">{actions}</div>}
            {pinned && (
              <span className="sora-mark" data-mark="pinned">
                <Icon name="pin" />
                <span className="sora-hidden">{t("tile.pinned")}</span>
              </span>
            )}
          </div>
        </div>
        {note && <div className="sora-tile-note">{note}</div>}
        {captions && <div className="sora-tile-captions">{captions}</div>}
        <div className="sora-tile-foot">
          {nameplate === undefined ? (
            <TileName
              {...{ name, kind, claimed, local, verified, identity, vouchedBy, speaking }}
              {...{ microphoneOff, microphoneMuted, cameraOff, cameraMuted }}
            />
          ) : (
            nameplate
          )}
          <ConnectionIndicator
            quality={quality}
            cause={qualityCause}
            // The reason on our side concerns all tiles, so the app says it once.
            compact={quality === "good" || quality === "fair" || qualityCause === "our-downlink"}
          />
        </div>
        {needsClick && notice === null && (
          // A click anywhere starts the sound. This button says so, and is one place to click.
          <button
            type="button"
            className="sora-button sora-tile-play"
            aria-label={t("tile.play.of", { name })}
          >
            <Icon name="play" />
            <span className="sora-tile-play-text">{t("tile.play")}</span>
          </button>
        )}
      </article>
    );
  }),
);

function flag(on: boolean): "" | undefined {
  return on ? "" : undefined;
}

function placeholder({ kind, name, connectionId }: Pick<VideoTileProps, "kind" | "name" | "connectionId">) {
  if (kind !== "screen") return <Avatar name={name} seed={connectionId} />;
  return (
    <span className="sora-avatar" aria-hidden="true">
      <Icon name="screen" />
    </span>
  );
}
