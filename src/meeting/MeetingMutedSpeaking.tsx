import { MutedSpeakingNotice } from "../components/devices/MutedSpeakingNotice.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { useSpeakingWhileMuted } from "../hooks/useSpeakingWhileMuted.ts";
import { selectParticipants } from "../store/participants.ts";
import { useMeeting } from "./useMeeting.ts";

/** A notice that this person speaks while their microphone is off and others are in the call. */
export function MeetingMutedSpeaking() {
  const { media } = useMeeting();
  const hasListeners = useCallState((state) => selectParticipants(state).length > 0);
  const speaking = useSpeakingWhileMuted(media, { enabled: hasListeners });
  return media && <MutedSpeakingNotice speaking={speaking} onUnmute={() => void media.turnOn("audio")} />;
}
