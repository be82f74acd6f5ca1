import { MutedSpeakingNotice } from "../components/devices/MutedSpeakingNotice.tsx";
import { useSpeakingWhileMuted } from "../hooks/useSpeakingWhileMuted.ts";
import { useMeeting } from "./useMeeting.ts";

/** Tells this person that they speak while their microphone is off. */
export function MeetingMutedSpeaking() {
  const { media } = useMeeting();
  const speaking = useSpeakingWhileMuted(media, { enabled: true });
  return media && <MutedSpeakingNotice speaking={speaking} onUnmute={() => void media.turnOn("audio")} />;
}
