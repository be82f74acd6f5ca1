import { useId, useState } from "react";
import { frameFailures, usePeerIds } from "react-sora-e2ee";
import type { Locale } from "../surroundings.ts";
import { namesById } from "./participants.ts";
import type { Simulation } from "./simulation.ts";
import { type SimulatorTextKey, simulatorTexts } from "./texts.ts";

interface SimulatorPanelProps {
  readonly simulation: Simulation;
  readonly locale: Locale;
}

/** A button for each event. */
export function SimulatorPanel({ simulation, locale }: SimulatorPanelProps) {
  const texts = simulatorTexts[locale];
  const id = useId();
  const present = usePeerIds();
  const [asked, setAsked] = useState("");
  const who = present.includes(asked) ? asked : present[0];
  const button = (text: SimulatorTextKey, onClick: () => void) => (
    <button key={text} type="button" onClick={onClick}>
      {texts[text]}
    </button>
  );
  return (
    <aside className="simulator-panel" aria-label={texts.panel}>
      <fieldset>
        <legend>{texts.everybody}</legend>
        {button("joins", simulation.joins)}
        {button("loses", simulation.loses)}
        {button("reconnects", simulation.reconnects)}
        {button("ends", () => simulation.ends())}
      </fieldset>
      <fieldset>
        <legend>{texts.self}</legend>
        {(["protected", "waiting", "blocked"] as const).map((status) =>
          button(status, () => simulation.self(status)),
        )}
      </fieldset>
      <fieldset>
        <legend>{texts.person}</legend>
        {who === undefined ? (
          <p>{texts.nobody}</p>
        ) : (
          <>
            <label htmlFor={id}>{texts.who}</label>
            <select id={id} value={who} onChange={({ currentTarget }) => setAsked(currentTarget.value)}>
              {present.map((connectionId) => (
                <option key={connectionId} value={connectionId}>
                  {namesById[connectionId]}
                </option>
              ))}
            </select>
            {(["speaks", "leaves", "changesKey", "changesIdentity"] as const).map((what) =>
              button(what, () => simulation[what](who)),
            )}
            {button("microphone", () => simulation.togglesMicrophone(who))}
            {button("camera", () => simulation.togglesCamera(who))}
            {(["encrypted", "ready", "exchanging", "unprotected"] as const).map((status) =>
              button(status, () => simulation.becomes(who, { status })),
            )}
            <p>{texts.fails}</p>
            {frameFailures.map((reason) => button(reason, () => simulation.fails(who, reason)))}
          </>
        )}
      </fieldset>
    </aside>
  );
}
