import {
  CameraToggle,
  ControlBar,
  LeaveCallButton,
  MicrophoneToggle,
  PeerTile,
  ScreenShareToggle,
  SelfTile,
  SoraCallProvider,
  useLocalMedia,
  usePeerIds,
  useSoraE2EE,
  VideoGrid,
} from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

export function Meeting() {
  const { media } = useLocalMedia();
  const { call } = useSoraE2EE({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId: "weekly",
    name: "Hanako",
    media,
    autoConnect: true,
  });
  return (
    <SoraCallProvider call={call} media={media}>
      <Tiles />
      <ControlBar>
        <MicrophoneToggle />
        <CameraToggle />
        <ScreenShareToggle />
        <LeaveCallButton />
      </ControlBar>
    </SoraCallProvider>
  );
}

function Tiles() {
  const ids = usePeerIds();
  return (
    <VideoGrid>
      <SelfTile key="self" />
      {ids.map((id) => (
        <PeerTile key={id} connectionId={id} />
      ))}
    </VideoGrid>
  );
}
