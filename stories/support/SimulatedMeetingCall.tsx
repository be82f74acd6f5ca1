import { useState } from "react";
import type { MeetingProps } from "react-sora-e2ee";
// The option through which stories and tests replace the real call. Apps do not need it.
import { Meeting } from "react-sora-e2ee";
import { simulatedCalls } from "./simulator/simulated-calls.ts";
import { createSimulation, type Simulation } from "./simulator/simulation.ts";

export interface SimulatedMeetingCallProps extends Omit<MeetingProps, "signalingUrls" | "channelId"> {
  /** The initial number of peers. */
  readonly others: number;
  /** The speed of the events. */
  readonly afterStart?: (simulation: Simulation) => void;
}

/** The whole `<Meeting>` without a server. */
export function SimulatedMeetingCall({ others, afterStart, ...props }: SimulatedMeetingCallProps) {
  const [createCall] = useState(() => {
    const simulation = createSimulation();
    const start: Simulation["start"] = (count) => {
      const stop = simulation.start(count);
      afterStart?.(simulation);
      return stop;
    };
    return simulatedCalls({ ...simulation, start }, others);
  });
  return (
    <Meeting
      createCall={createCall}
      signalingUrls="wss://sora.example.com/signaling"
      channelId="weekly"
      {...props}
    />
  );
}
