import {
  CameraButton,
  ControlBar,
  MicrophoneButton,
  SoraCallProvider,
  useLocalMedia,
  useSelf,
  useSoraE2EE,
  VideoTile,
} from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

/** Turning a device off releases it: its light goes out, and the others get neither sound nor picture. */
export function CallWithControls() {
  const { media, microphone, camera, turnOn, turnOff } = useLocalMedia({ remember: "devices" });
  const { call } = useSoraE2EE({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId: "weekly",
    media,
    autoConnect: true,
  });
  const microphoneOn = microphone.status === "on";
  const cameraOn = camera.status === "on";
  return (
    <SoraCallProvider call={call}>
      <OwnTile hasVideo={cameraOn} microphoneOff={!microphoneOn} />
      <ControlBar>
        <MicrophoneButton
          on={microphoneOn}
          onToggle={() => (microphoneOn ? turnOff("audio") : void turnOn("audio"))}
        />
        <CameraButton on={cameraOn} onToggle={() => (cameraOn ? turnOff("video") : void turnOn("video"))} />
      </ControlBar>
      {camera.status === "failed" && <p>No camera: {camera.error.code}</p>}
    </SoraCallProvider>
  );
}

function OwnTile(media: { readonly hasVideo: boolean; readonly microphoneOff: boolean }) {
  const { connectionId, stream, encryption } = useSelf();
  return (
    <VideoTile
      local
      connectionId={connectionId ?? "self"}
      name="You"
      stream={stream}
      encryption={encryption}
      {...media}
    />
  );
}
