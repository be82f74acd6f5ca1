import { useState } from "react";
import type { MeetingProps, SoraCallOptions } from "react-sora-e2ee";
// The way in for calls that are not real: apps have no need of it.
import { MeetingWith } from "../../src/meeting/Meeting.tsx";
import { createSimulation, type Simulation } from "./simulator/simulation.ts";

export interface SimulatedMeetingCallProps extends Omit<MeetingProps, "signalingUrls" | "channelId"> {
  /** How many others are there from the start. */
  readonly others: number;
  /** Of what happens then. */
  readonly onStart?: (simulation: Simulation) => void;
}

/** The whole `<Meeting>` without a server. */
export function SimulatedMeetingCall({ others, onStart, ...props }: SimulatedMeetingCallProps) {
  const [createCall] = useState(() => ({ media }: SoraCallOptions) => {
    const simulation = createSimulation();
    let stop: (() => void) | null = null;
    return {
      ...simulation.call,
      connect: async () => {
        await media?.open();
        stop = simulation.start(others);
        onStart?.(simulation);
      },
      disconnect: async () => {
        await simulation.call.disconnect();
        stop?.();
      },
    };
  });
  return (
    <MeetingWith
      createCall={createCall}
      signalingUrls="wss://sora.example.com/signaling"
      channelId="weekly"
      {...props}
    />
  );
}
