import { usePeer, VideoTile } from "react-sora-e2ee";
import { memberName } from "./member-name.ts";
import { useTexts } from "./TextsContext.ts";

export function PeerTile({ connectionId }: { readonly connectionId: string }) {
  const texts = useTexts();
  const peer = usePeer(connectionId);
  if (!peer) return null;
  return (
    <VideoTile
      connectionId={connectionId}
      name={memberName(peer, texts.guest)}
      stream={peer.stream}
      hasVideo={peer.videoTrack !== null}
      encryption={peer.encryption}
      keyId={peer.keyId}
      verified={peer.verified}
      reconnecting={peer.presence === "reconnecting"}
    />
  );
}
