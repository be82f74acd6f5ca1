import {
  CameraButton,
  ControlBar,
  DevicesButton,
  LeaveButton,
  MicrophoneButton,
  ScreenShareButton,
  type UseLocalMediaResult,
  useDevices,
  useScreenShare,
  useSoraCall,
} from "react-sora-e2ee";

/** `local` is the result of `useLocalMedia`: it goes to `useSoraE2EE` as well. */
export function Controls({ local }: { readonly local: UseLocalMediaResult }) {
  const call = useSoraCall();
  const devices = useDevices(local.media);
  const screen = useScreenShare();
  const { microphone, camera, turnOn, turnOff } = local;
  return (
    <ControlBar>
      <MicrophoneButton
        on={microphone.status === "on"}
        onToggle={() => (microphone.status === "on" ? turnOff("audio") : void turnOn("audio"))}
      />
      <CameraButton
        on={camera.status === "on"}
        onToggle={() => (camera.status === "on" ? turnOff("video") : void turnOn("video"))}
      />
      <DevicesButton
        devices={devices}
        media={local}
        onChoose={(kind, deviceId) => void local.choose(kind, deviceId)}
        onChooseSpeaker={local.chooseSpeaker}
      />
      <ScreenShareButton
        share={screen}
        onStart={() => void screen.start()}
        onStop={() => void screen.stop()}
      />
      <LeaveButton onLeave={() => void call.disconnect()} />
    </ControlBar>
  );
}
