import { useEffect, useState } from "react";

export interface TrackSwitch {
  readonly available: boolean;
  readonly on: boolean;
  readonly toggle: () => void;
}

/** Turns one's own sound or picture off and on: what is sent then is silence or black, sealed like the rest. */
export function useTrackSwitch(stream: MediaStream | null, kind: "audio" | "video"): TrackSwitch {
  const [on, setOn] = useState(true);
  const track = stream?.getTracks().find((candidate) => candidate.kind === kind) ?? null;
  useEffect(() => {
    // A new track of a later connection keeps to what was chosen before.
    if (track) track.enabled = on;
  }, [track, on]);
  return { available: track !== null, on, toggle: () => setOn((last) => !last) };
}
