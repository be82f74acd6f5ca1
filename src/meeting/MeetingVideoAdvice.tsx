import { VideoAdviceNotice } from "../components/notices/VideoAdviceNotice.tsx";
import { useVideoAdvice } from "../hooks/useVideoAdvice.ts";
import { useMeeting } from "./useMeeting.ts";

/** Advises this person to turn the camera off when their uplink cannot carry it. */
export function MeetingVideoAdvice() {
  const { media } = useMeeting();
  const { advised, dismiss } = useVideoAdvice({ cameraOn: media?.camera.status === "on" });
  const turnOff = () => {
    media?.turnOff("video");
    dismiss();
  };
  return media && <VideoAdviceNotice advised={advised} onTurnOff={turnOff} onDismiss={dismiss} />;
}
