import { createContext, useContext } from "react";
import { SoraE2EEError } from "../errors.ts";
import type { MeetingValue } from "./types.ts";

export const MeetingContext = createContext<MeetingValue | null>(null);

/**
 * The values and functions that the parts of a `Meeting` share during the call: media, names, panels and
 * actions. Use it in the app's own parts. The state of the call is in other hooks, such as `usePeer`. Renders
 * again when any of it changes.
 *
 * @throws {SoraE2EEError} `invalid-state` outside of a meeting's call.
 */
export function useMeeting(): MeetingValue {
  const meeting = useContext(MeetingContext);
  if (!meeting) {
    throw new SoraE2EEError("invalid-state", "useMeeting works only inside the call of a <Meeting>.");
  }
  return meeting;
}
