import { useI18n, usePeer, useSelf, VideoTile } from "react-sora-e2ee";
import { ownNames } from "./own-names.ts";
import { namesById, ownConnectionId } from "./people.ts";

interface SimulatedTileProps {
  readonly connectionId: string;
  readonly speaking: boolean;
  readonly onDetails: (connectionId: string) => void;
}

export function SimulatedTile({ connectionId, speaking, onDetails }: SimulatedTileProps) {
  const peer = usePeer(connectionId);
  if (!peer) return null;
  return (
    <VideoTile
      connectionId={connectionId}
      name={namesById[connectionId] ?? connectionId}
      stream={peer.stream}
      hasVideo={peer.sending.video}
      microphoneOff={!peer.sending.audio && peer.presence === "present"}
      encryption={peer.encryption}
      verified={peer.verified}
      keyId={peer.keyId}
      reconnecting={peer.presence === "reconnecting"}
      speaking={speaking}
      onEncryptionDetails={() => onDetails(connectionId)}
    />
  );
}

export function SimulatedOwnTile() {
  const { locale } = useI18n();
  const { stream, encryption, keyId } = useSelf();
  return (
    <VideoTile
      local
      connectionId={ownConnectionId}
      name={ownNames(locale)}
      stream={stream}
      encryption={encryption}
      keyId={keyId}
    />
  );
}
