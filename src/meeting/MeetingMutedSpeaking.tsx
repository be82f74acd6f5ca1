import { MutedSpeakingNotice } from "../components/devices/MutedSpeakingNotice.tsx";
import { useSpeakingWhileMuted } from "../hooks/useSpeakingWhileMuted.ts";
import { useMeeting } from "./useMeeting.ts";

/** A notice that this person speaks while their microphone is off. */
export function MeetingMutedSpeaking() {
  const { media } = useMeeting();
  const speaking = useSpeakingWhileMuted(media, { enabled: true });
  return media && <MutedSpeakingNotice speaking={speaking} onUnmute={() => void media.turnOn("audio")} />;
}
