import { type UseLocalMediaResult, useVideoAdvice, VideoAdviceNotice } from "react-sora-e2ee";

/** "Turn camera off", when the own uplink cannot carry it. */
export function Advice({ media }: { readonly media: UseLocalMediaResult }) {
  const { advised, dismiss } = useVideoAdvice({ cameraOn: media.camera.status === "on" });
  const turnOff = () => {
    media.turnOff("video");
    dismiss();
  };
  return <VideoAdviceNotice advised={advised} onTurnOff={turnOff} onDismiss={dismiss} />;
}
