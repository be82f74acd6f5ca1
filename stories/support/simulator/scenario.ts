import { everybody } from "./participants.ts";
import type { Simulation } from "./simulation.ts";

interface Step {
  /** Milliseconds after the previous step. */
  readonly after: number;
  does(simulation: Simulation): void;
}

const [hanako = "", taro = "", amelie = ""] = everybody.map(({ connectionId }) => connectionId);
const step = (after: number, does: Step["does"]): Step => ({ after, does });

/** Half a minute in which nearly everything happens once. It ends as it began. */
const scenario: readonly Step[] = [
  step(2000, ({ speaks }) => speaks(hanako)),
  step(2000, ({ joins }) => joins()),
  step(500, ({ changesKey }) => [hanako, taro, amelie].forEach(changesKey)),
  step(2000, ({ fails }) => fails(taro, "no-key")),
  step(3000, ({ becomes }) => becomes(taro, { status: "encrypted" })),
  step(1500, ({ speaks }) => speaks(taro)),
  step(1500, ({ call }) => {
    const { fingerprint = null } = call.store.getState().peers[hanako] ?? {};
    call.setVerified(hanako, fingerprint);
  }),
  step(3000, ({ changesIdentity }) => changesIdentity(hanako)),
  step(3000, ({ togglesMicrophone }) => togglesMicrophone(amelie)),
  step(1500, ({ self }) => self("blocked")),
  step(3000, ({ self }) => self("protected")),
  step(2000, ({ loses }) => loses()),
  step(2500, ({ reconnects }) => reconnects()),
  step(2500, ({ becomes }) => becomes(amelie, { status: "unprotected" })),
  step(3000, ({ leaves, call }) => {
    for (const { connectionId } of everybody.slice(3))
      if (call.store.getState().peers[connectionId]) leaves(connectionId);
  }),
  step(1000, ({ becomes }) => becomes(amelie, { status: "encrypted" })),
];

/** Plays it repeatedly. Returns a function that stops it. */
export function playScenario(simulation: Simulation, speed: number): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const play = (index: number) => {
    const { after, does } = scenario[index % scenario.length] as Step;
    timer = setTimeout(() => {
      does(simulation);
      play(index + 1);
    }, after / speed);
  };
  play(0);
  return () => clearTimeout(timer);
}
