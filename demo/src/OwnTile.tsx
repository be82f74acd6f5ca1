import { useSelf, VideoTile } from "react-sora-e2ee";

interface OwnTileProps {
  readonly connectionId: string;
  readonly name: string;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
}

export function OwnTile({ connectionId, name, microphoneOn, cameraOn }: OwnTileProps) {
  const { stream, encryption, keyId, role } = useSelf();
  return (
    <VideoTile
      local
      connectionId={connectionId}
      name={name}
      stream={stream}
      encryption={encryption}
      keyId={keyId}
      hasVideo={cameraOn}
      microphoneOff={role !== "recvonly" && !microphoneOn}
    />
  );
}
