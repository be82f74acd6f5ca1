import { useActiveSpeaker, usePeer, VideoTile } from "react-sora-e2ee";

/** The app's value of `signalingNotifyMetadata`. */
interface Metadata {
  readonly name: string;
}

export function Member({ id, onDetails }: { readonly id: string; readonly onDetails: () => void }) {
  const peer = usePeer(id);
  const speaker = useActiveSpeaker();
  if (!peer) return null;
  return (
    <VideoTile
      connectionId={id}
      name={(peer.metadata as Metadata | null)?.name ?? "Guest"}
      stream={peer.stream}
      hasVideo={peer.sending.video}
      microphoneOff={!peer.sending.audio}
      encryption={peer.encryption}
      verified={peer.verified}
      reconnecting={peer.presence === "reconnecting"}
      speaking={speaker === id}
      onEncryptionDetails={onDetails}
    />
  );
}
