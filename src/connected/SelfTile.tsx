import { memo, useMemo } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { TileOpenedBy } from "../components/tile/TileOpenedBy.tsx";
import { VideoTile } from "../components/tile/VideoTile.tsx";
import type { CommonTileProps } from "../components/tile/video-tile-props.ts";
import { useSelf } from "../hooks/peers.ts";
import { useProvidedMedia } from "../hooks/provided-media.ts";
import { useConnectionQuality } from "../hooks/useConnectionQuality.ts";
import { useOpenedBy } from "../hooks/useOpenedBy.ts";
import type { IdentityStatus } from "../protocol/identity.ts";
import { isSilent } from "../protocol/types.ts";
import type { Self } from "../store/types.ts";
import { useParticipantNames } from "./useParticipantNames.ts";

type Observed =
  | "connectionId"
  | "stream"
  | "kind"
  | "claimed"
  | "verified"
  | "identity"
  | "vouchedBy"
  | "keyId"
  | "reconnecting"
  | "openedBy";

/** All props of `VideoTile` except the observed ones. `name` is the announced name by default. */
export type SelfTileProps = Partial<Omit<CommonTileProps, Observed>>;

/**
 * This participant's own tile, in the call of the nearest `SoraCallProvider`. Shows nothing before the call has a connection
 * id. Give the provider the call's `media`, so that the tile follows microphone and camera.
 */
export const SelfTile = memo(function SelfTile({ name, ...rest }: SelfTileProps) {
  const { t } = useI18n();
  const self = useSelf();
  const media = useProvidedMedia();
  const openedBy = useOpenedBy();
  const names = useParticipantNames();
  const { level, cause } = useConnectionQuality();
  const note = useMemo(() => <TileOpenedBy {...{ openedBy, names }} />, [openedBy, names]);
  if (self.connectionId === null) return null;
  const { microphone, camera, screen } = media?.state ?? observedDevices(self);
  return (
    <VideoTile
      quality={level}
      qualityCause={cause}
      hasVideo={camera.status === "on" || screen !== null}
      microphoneOff={microphone.status !== "on" && !isSilent(self.role)}
      microphoneMuted={microphone.status === "muted"}
      cameraMuted={camera.status === "muted"}
      // Only with content, because content fills the slot.
      {...(openedBy.participants.some(({ status }) => status === "cannot") && { note })}
      {...rest}
      local
      name={name ?? self.name ?? t("meeting.guest")}
      connectionId={self.connectionId}
      stream={self.stream}
      encryption={self.encryption}
      identity={ownStatus(self)}
      keyId={self.keyId}
      openedBy={openedBy}
    />
  );
});

/** Our own key needs no verification, so its status is new or known. */
function ownStatus({ identity: { kind, isNew } }: Pick<Self, "identity">): IdentityStatus {
  if (kind === "none") return "none";
  return isNew ? "new" : "known";
}

/** The state of the devices for the app's own stream, from its tracks. */
function observedDevices({ devices }: Pick<Self, "devices">) {
  const status = { none: "off", on: "on", muted: "muted", lost: "off", replaced: "on" } as const;
  return {
    microphone: { status: status[devices.audio] },
    camera: { status: status[devices.video] },
    screen: null,
  };
}
