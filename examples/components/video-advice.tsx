import { type UseLocalMediaResult, useVideoAdvice, VideoAdviceNotice } from "react-sora-e2ee";

/** Advises the person to turn the camera off when their uplink is too slow for it. */
export function Advice({ media }: { readonly media: UseLocalMediaResult }) {
  const { advised, dismiss } = useVideoAdvice({ cameraOn: media.camera.status === "on" });
  const turnOff = () => {
    media.turnOff("video");
    dismiss();
  };
  return <VideoAdviceNotice advised={advised} onTurnOff={turnOff} onDismiss={dismiss} />;
}
