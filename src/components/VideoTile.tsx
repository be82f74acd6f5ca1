import type { ReactNode } from "react";
import { encryptionDetail, encryptionLabel, type ShownEncryption } from "../i18n/index.ts";
import type { PeerEncryption, SelfEncryptionStatus } from "../status.ts";
import { Avatar } from "./Avatar.tsx";
import { EncryptionBadge } from "./EncryptionBadge.tsx";
import { useI18n } from "./I18nProvider.tsx";
import { Icon } from "./Icon.tsx";
import { TileName } from "./TileName.tsx";
import { TileNotice } from "./TileNotice.tsx";
import { useVideoStream } from "./useVideoStream.ts";

interface CommonProps {
  readonly connectionId: string;
  /** As shown to people: the app decides how long it may be. */
  readonly name: string;
  readonly stream: MediaStream | null;
  /** Whether there is a picture to wait for. Default true. */
  readonly hasVideo?: boolean;
  readonly microphoneOff?: boolean;
  /** A person compared the safety number. */
  readonly verified?: boolean;
  readonly keyId?: number | null;
  /** The connection was lost and is being tried again: what is known of this person is from before. */
  readonly reconnecting?: boolean;
  readonly fit?: "cover" | "contain";
  /** Default: one's own picture is mirrored, others' are not. */
  readonly mirror?: boolean;
  /** In place of the built-in badge. */
  readonly badge?: ReactNode;
  /** In the upper corner: a menu, say. */
  readonly actions?: ReactNode;
}

type Whose =
  | { readonly local?: false; readonly encryption: PeerEncryption }
  | { readonly local: true; readonly encryption: SelfEncryptionStatus };

export type VideoTileProps = CommonProps & Whose;

/**
 * One person: picture and sound, name, and what was observed of the encryption. Media of a member without encryption is
 * not played at all; a picture that stopped opening is covered and explained.
 */
export function VideoTile(props: VideoTileProps) {
  const { connectionId, name, stream, hasVideo = true, keyId = null, local = false } = props;
  const {
    microphoneOff = false,
    verified = false,
    reconnecting = false,
    fit = "cover",
    mirror = local,
  } = props;
  const i18n = useI18n();
  const encryption: ShownEncryption = props.local ? { status: props.encryption } : props.encryption;
  const { status } = encryption;

  const { videoProps, hasPicture, needsClick, play } = useVideoStream(
    status === "unprotected" ? null : stream,
  );
  const picture = hasPicture && hasVideo;
  const shownName = local ? i18n.t("tile.you", { name }) : name;
  const wrong = status === "failing" || status === "unprotected" || status === "blocked";
  const notice = reconnecting
    ? i18n.t("tile.reconnecting")
    : wrong
      ? encryptionDetail(i18n, encryption)
      : null;

  return (
    <article
      className="sora-tile"
      aria-label={i18n.t("tile.label", { name: shownName, status: encryptionLabel(i18n, encryption) })}
      data-sora-tile={connectionId}
      data-encryption={status}
      data-encryption-reason={encryption.status === "failing" ? encryption.reason : undefined}
      data-key-id={keyId ?? undefined}
      data-local={local ? "" : undefined}
      data-reconnecting={reconnecting ? "" : undefined}
      data-picture={picture ? "" : undefined}
      data-mirror={mirror ? "" : undefined}
      data-fit={fit}
    >
      <video className="sora-tile-video" autoPlay playsInline muted={local} {...videoProps} />
      {!picture && notice === null && <Avatar name={name} seed={connectionId} />}
      {notice !== null && <TileNotice icon={reconnecting ? "reconnecting" : status} text={notice} />}
      <div className="sora-tile-top">
        {props.badge ?? <EncryptionBadge encryption={encryption} />}
        {props.actions}
      </div>
      <TileName name={shownName} verified={verified} microphoneOff={microphoneOff} />
      {needsClick && (
        <button
          type="button"
          className="sora-button sora-tile-play"
          aria-label={i18n.t("tile.play.of", { name })}
          onClick={play}
        >
          <Icon name="play" />
          {i18n.t("tile.play")}
        </button>
      )}
    </article>
  );
}
