import type { ReactNode } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { Avatar } from "../tile/Avatar.tsx";
import type { ShownDevice } from "../tile/shown-media.ts";
import { useVideoStream } from "../tile/useVideoStream.ts";

interface LobbyPreviewProps {
  readonly name: string;
  readonly camera: ShownDevice;
  readonly stream: MediaStream | null;
  /** Over its foot: switches. */
  readonly children?: ReactNode;
}

/** Muted, so that a person does not hear themselves. */
const silently = { muted: true, volume: 0, sinkId: null };

/** The person's own picture as in a mirror, or a placeholder. */
export function LobbyPreview({ name, camera, stream, children }: LobbyPreviewProps) {
  const { t } = useI18n();
  const { videoProps, hasPicture } = useVideoStream(stream, silently);
  const picture = hasPicture && camera.status === "on";
  return (
    <div className="sora-preview" data-picture={picture ? "" : undefined}>
      <video aria-label={t("lobby.preview")} autoPlay playsInline muted {...videoProps} />
      {!picture && (
        <div className="sora-preview-instead">
          {name ? <Avatar name={name} seed={name} /> : <Icon name="camera-off" />}
          <p>{t(`lobby.camera-${stateOf(camera)}`)}</p>
        </div>
      )}
      {children}
    </div>
  );
}

function stateOf({ status }: ShownDevice): "opening" | "muted" | "off" {
  // Opened, but its first picture is still to come.
  if (status === "on") return "opening";
  return status === "opening" || status === "muted" ? status : "off";
}
