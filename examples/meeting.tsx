import { SoraCallProvider, usePeer, usePeerIds, useSoraE2EE, VideoTile } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

export function Meeting() {
  const { call, phase } = useSoraE2EE({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId: "weekly",
    autoConnect: true,
  });
  return <SoraCallProvider call={call}>{phase === "connected" ? <Members /> : phase}</SoraCallProvider>;
}

function Members() {
  return usePeerIds().map((id) => <Member key={id} id={id} />);
}

function Member({ id }: { id: string }) {
  const peer = usePeer(id);
  return peer && <VideoTile connectionId={id} name={id} stream={peer.stream} encryption={peer.encryption} />;
}
