import { useEffect, useState } from "react";
import { SoraCallProvider, useI18n } from "react-sora-e2ee";
import { surroundingsOf } from "../surroundings.ts";
import { SimulatedMeeting } from "./SimulatedMeeting.tsx";
import { SimulatorPanel } from "./SimulatorPanel.tsx";
import { playScenario } from "./scenario.ts";
import { createSimulation } from "./simulation.ts";
import "./simulator.css";

export interface SimulatorProps {
  /** How many others are there from the start. */
  readonly others?: number;
  /** Things happen by themselves, again and again. */
  readonly auto?: boolean;
  /** Of what happens by itself: 2 is twice as fast. */
  readonly speed?: number;
}

/** A whole call without a server: the real store, hooks and components, and buttons for all that can happen to them. */
export function Simulator({ others = 3, auto = false, speed = 1 }: SimulatorProps) {
  const { locale } = useI18n();
  const [simulation] = useState(createSimulation);
  useEffect(() => simulation.start(others), [simulation, others]);
  useEffect(() => (auto ? playScenario(simulation, speed) : undefined), [simulation, auto, speed]);
  return (
    <SoraCallProvider call={simulation.call}>
      <div className="simulator">
        <SimulatedMeeting onRetry={simulation.joinsAgain} />
        <SimulatorPanel simulation={simulation} locale={surroundingsOf({ locale }).locale} />
      </div>
    </SoraCallProvider>
  );
}
