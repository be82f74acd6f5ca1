import { IncomingVideoNotice } from "../components/notices/IncomingVideoNotice.tsx";
import { useMeeting } from "./useMeeting.ts";

/** Advises to receive no video when this person's downlink is weak, and brings it back. */
export function MeetingIncomingVideo() {
  const { advised, stopped, stop, resume, dismiss } = useMeeting().incomingVideo;
  return (
    <IncomingVideoNotice {...{ advised, stopped }} onStop={stop} onResume={resume} onDismiss={dismiss} />
  );
}
