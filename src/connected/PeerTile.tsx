import { memo } from "react";
import { VideoTile } from "../components/tile/VideoTile.tsx";
import type { CommonTileProps } from "../components/tile/video-tile-props.ts";
import { useCamerasStopped, useTileLayer } from "../hooks/AdaptiveLayers.tsx";
import { useIsSpeaking } from "../hooks/audio.ts";
import { usePeer } from "../hooks/peers.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useConnectionQuality } from "../hooks/useConnectionQuality.ts";
import { vouchedBy } from "../protocol/identity.ts";
import { selectTilePlace } from "../store/participants.ts";
import { hasPicture } from "../store/peer.ts";
import { useTileName } from "./useTileName.ts";

type Observed =
  | "stream"
  | "kind"
  | "claimed"
  | "verified"
  | "identity"
  | "vouchedBy"
  | "keyId"
  | "reconnecting"
  | "hasVideo";

/** The connection id, and all props of `VideoTile` except the observed ones. */
export interface PeerTileProps extends Partial<Omit<CommonTileProps, Observed>> {
  readonly connectionId: string;
}

/**
 * The tile of another peer, or of a screen, in the call of the nearest `SoraCallProvider`. Shows nothing when the peer is not
 * there. Renders again only when this peer or a prop changes.
 */
export const PeerTile = memo(function PeerTile(props: PeerTileProps) {
  const { connectionId, name, speaking, ...rest } = props;
  const peer = usePeer(connectionId);
  const place = useCallState((state) => selectTilePlace(state, connectionId));
  const isCamera = place?.kind === "camera";
  const shown = useCallState(({ peers }) => {
    const present = peers[connectionId];
    return present !== undefined && hasPicture(present, isCamera ? "camera" : "screen");
  });
  const measured = useIsSpeaking(isCamera && speaking === undefined ? connectionId : null);
  const layer = useTileLayer(connectionId);
  const told = useTileName(connectionId);
  const { level, cause } = useConnectionQuality(connectionId);
  const camerasStopped = useCamerasStopped();
  if (!peer || !place) return null;
  const { own, kind, screenOf } = place;
  return (
    <VideoTile
      ref={layer}
      // This person already hears the sound of their own screen.
      muted={own}
      microphoneOff={isCamera && !peer.sending.audio && peer.presence === "present"}
      quality={own ? null : level}
      qualityCause={own ? null : cause}
      {...(isCamera && { speaking: speaking ?? measured, cameraOff: !peer.sending.video })}
      {...rest}
      name={name ?? told}
      connectionId={connectionId}
      kind={kind}
      claimed={!isCamera && !own && screenOf === null && !peer.verified}
      stream={peer.stream}
      hasVideo={shown && !(isCamera && camerasStopped)}
      encryption={peer.encryption}
      verified={peer.verified}
      identity={peer.identity.status}
      vouchedBy={vouchedBy(peer.identity)}
      keyId={peer.keyId}
      reconnecting={peer.presence === "reconnecting"}
    />
  );
});
