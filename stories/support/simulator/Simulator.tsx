import { useEffect, useState } from "react";
// The option through which stories and tests replace the real call. Apps do not need it.
import { Meeting, SoraCallProvider, useI18n } from "react-sora-e2ee";
import { surroundingsOf } from "../surroundings.ts";
import { ownNames } from "./own-names.ts";
import { SimulatorPanel } from "./SimulatorPanel.tsx";
import { playScenario } from "./scenario.ts";
import { simulatedCalls } from "./simulated-calls.ts";
import { createSimulation } from "./simulation.ts";
import "./simulator.css";

export interface SimulatorProps {
  /** The initial number of peers. */
  readonly others?: number;
  /** True: events happen automatically and repeat. */
  readonly auto?: boolean;
  /** The speed of automatic events: 2 is twice as fast. */
  readonly speed?: number;
}

/** A whole meeting without a server: the real store, hooks and components, and a button for each event. */
export function Simulator({ others = 3, auto = false, speed = 1 }: SimulatorProps) {
  const { locale } = useI18n();
  const [simulation] = useState(createSimulation);
  const [createCall] = useState(() => simulatedCalls(simulation, others));
  useEffect(() => (auto ? playScenario(simulation, speed) : undefined), [simulation, auto, speed]);
  return (
    <div className="simulator">
      <Meeting
        createCall={createCall}
        signalingUrls="wss://sora.example.com/signaling"
        channelId="weekly"
        name={ownNames(locale)}
        autoJoin
      />
      <SoraCallProvider call={simulation.call}>
        <SimulatorPanel simulation={simulation} locale={surroundingsOf({ locale }).locale} />
      </SoraCallProvider>
    </div>
  );
}
