import { memo } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { VideoTile } from "../components/tile/VideoTile.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { usePeer } from "../hooks/usePeer.ts";
import { PinButton } from "./PinButton.tsx";
import { peerName } from "./peer-name.ts";
import type { MeetingTileProps } from "./types.ts";

/** Another peer, or a screen. Renders again only when this one changes. */
export const MeetingTile = memo(function MeetingTile(props: MeetingTileProps) {
  const { connectionId, kind, own, screenOf, speaking, pinned, speakerId, onPin, onEncryption } = props;
  const { t } = useI18n();
  const peer = usePeer(connectionId);
  const guest = t("meeting.guest");
  const name = useCallState(({ peers }) => {
    const named = (screenOf === null ? undefined : peers[screenOf]) ?? peers[connectionId];
    return named ? peerName(named, guest) : guest;
  });
  if (!peer) return null;
  const isCamera = kind === "camera";
  return (
    <VideoTile
      connectionId={connectionId}
      name={name}
      kind={kind}
      claimed={!isCamera && !own && screenOf === null && !peer.verified}
      stream={peer.stream}
      // A screen that stands still need not send.
      hasVideo={isCamera ? peer.sending.video : peer.videoTrack !== null}
      microphoneOff={isCamera && !peer.sending.audio && peer.presence === "present"}
      encryption={peer.encryption}
      verified={peer.verified}
      identity={peer.identity.status}
      keyId={peer.keyId}
      reconnecting={peer.presence === "reconnecting"}
      pinned={pinned}
      // One's own screen has its sound already.
      muted={own}
      sinkId={speakerId}
      {...(isCamera && { speaking })}
      onEncryptionDetails={() => onEncryption(connectionId)}
      actions={<PinButton name={name} pinned={pinned} onPress={() => onPin(connectionId)} />}
    />
  );
});
