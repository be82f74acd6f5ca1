import { type ReactNode, useState } from "react";
import { createRoot } from "react-dom/client";
import {
  CallEncryptionBanner,
  ControlBar,
  DeviceMenu,
  EncryptionDetails,
  ErrorNotice,
  EventLog,
  LeaveButton,
  MediaNotices,
  Meeting,
  MicrophoneButton,
  SafetyNumberDialog,
  ScreenShareButton,
  type ShownMedia,
  StatsPanel,
} from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";

const nothing = () => undefined;
const track = { label: "Built-in" } as MediaStreamTrack;
const media: ShownMedia = {
  microphone: { deviceId: null, status: "muted", track },
  camera: { deviceId: "cam-2", status: "failed", error: { code: "device-not-found" }, lost: true },
  speakerId: null,
};
const devices = {
  microphones: [{ deviceId: "mic-1", label: "Built-in" }],
  cameras: [{ deviceId: "cam-1", label: "Front" }],
  speakers: [{ deviceId: "spk-1", label: "Speakers" }],
};

function createCall() {
  const call = createTestCall({
    self: { connectionId: "SELF", encryption: { status: "protected" } },
    peers: ["HANAKO", "TARO", "JIRO"].map((connectionId) => ({
      connectionId,
      metadata: { name: connectionId },
      encryption: { status: "encrypted" },
    })),
  });
  return call;
}

function Parts() {
  return (
    <>
      <CallEncryptionBanner
        encryption={{
          status: "not-encrypted",
          self: { status: "protected" },
          notEncrypted: ["TARO"],
          settling: [],
        }}
        names={{ TARO: "Taro" }}
        onShow={nothing}
      />
      <ErrorNotice
        error={{ code: "connection-lost", message: "Lost." }}
        onRetry={nothing}
        onDismiss={nothing}
      />
      <MediaNotices media={media} share={{ status: "failed", error: { code: "screen-not-allowed" } }} />
      <DeviceMenu devices={devices} media={media} onChoose={nothing} onChooseSpeaker={nothing} />
      <ControlBar>
        <MicrophoneButton device={media.microphone} onToggle={nothing} menu="Microphones" />
        <ScreenShareButton share={{ status: "on" }} onStart={nothing} onStop={nothing} />
        <LeaveButton onLeave={nothing} />
      </ControlBar>
      <EncryptionDetails
        name="Taro"
        encryption={{ status: "failing", reason: "no-key" }}
        fingerprint="00112233"
        receivers={[]}
      />
      <EventLog entries={[{ id: 1, at: 0, kind: "error", detail: "x", text: "An error" }]} />
      <StatsPanel stats={null} senders={[]} receivers={[]} keyId={3} />
    </>
  );
}

function SafetyNumber() {
  const [safetyNumber] = useState({
    digits: "0123456789".repeat(6),
    words: ["one", "two", "three", "four", "five", "six", "seven", "eight"],
    emoji: Array.from({ length: 16 }, (_, at) => at),
  });
  return (
    <SafetyNumberDialog
      open
      name="Taro"
      safetyNumber={safetyNumber}
      verified={false}
      onVerify={nothing}
      onClose={nothing}
    />
  );
}

const meeting = { createCall, signalingUrls: "wss://sora.example.com/signaling", channelId: "weekly" };
const views: Readonly<Record<string, ReactNode>> = {
  lobby: <Meeting {...meeting} />,
  call: <Meeting {...meeting} autoJoin chat />,
  parts: <Parts />,
  dialog: <SafetyNumber />,
};

const root = document.getElementById("root");
const view = views[new URLSearchParams(location.search).get("view") ?? ""];
if (root && view) createRoot(root).render(view);
