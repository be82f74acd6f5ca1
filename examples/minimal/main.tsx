import { createRoot } from "react-dom/client";
import {
  CameraToggle,
  ControlBar,
  ErrorNotice,
  LeaveCallButton,
  MicrophoneToggle,
  PeerTile,
  SelfTile,
  SoraCallProvider,
  useLocalMedia,
  usePeerIds,
  useSoraE2EE,
  VideoGrid,
} from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

/** The address of the page may name another server and channel: `?signaling=wss://…&channel=…`. */
const { signaling = "ws://127.0.0.1:5180/signaling", channel = "my-call" } = Object.fromEntries(
  new URLSearchParams(location.search),
);

function App() {
  const { media } = useLocalMedia();
  const { call, error } = useSoraE2EE({
    signalingUrls: signaling,
    channelId: channel,
    media,
    autoConnect: true,
  });
  return (
    <SoraCallProvider call={call} media={media}>
      {error && <ErrorNotice error={error} />}
      <Tiles />
      <ControlBar>
        <MicrophoneToggle />
        <CameraToggle />
        <LeaveCallButton />
      </ControlBar>
    </SoraCallProvider>
  );
}

function Tiles() {
  const ids = usePeerIds();
  return (
    <div style={{ height: "calc(100vh - 8rem)" }}>
      <VideoGrid>
        <SelfTile key="self" />
        {ids.map((id) => (
          <PeerTile key={id} connectionId={id} />
        ))}
      </VideoGrid>
    </div>
  );
}

createRoot(document.querySelector("#root") as HTMLElement).render(<App />);
