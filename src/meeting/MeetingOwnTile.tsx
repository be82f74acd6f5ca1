import { VideoTile } from "../components/tile/VideoTile.tsx";
import { useSelf } from "../hooks/useSelf.ts";
import { PinButton } from "./PinButton.tsx";
import type { MeetingOwnTileProps } from "./types.ts";
import { useMeeting } from "./useMeeting.ts";

/** This person as the others see them. */
export function MeetingOwnTile({ connectionId, pinned, onPin, onEncryption }: MeetingOwnTileProps) {
  const { name, media } = useMeeting();
  const { stream, encryption, keyId } = useSelf();
  return (
    <VideoTile
      local
      connectionId={connectionId}
      name={name}
      stream={stream}
      encryption={encryption}
      keyId={keyId}
      hasVideo={media !== null && media.camera.status === "on"}
      microphoneOff={media !== null && media.microphone.status !== "on"}
      microphoneMuted={media?.microphone.status === "muted"}
      cameraMuted={media?.camera.status === "muted"}
      pinned={pinned}
      onEncryptionDetails={() => onEncryption(connectionId)}
      actions={<PinButton name={name} pinned={pinned} onPress={() => onPin(connectionId)} />}
    />
  );
}
