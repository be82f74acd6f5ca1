import { createReleasedDouble, Panic } from "../../../unit/wasm/support/released-double.ts";
import { runtimes, standIn } from "../../../unit/wasm/support/stand-in.ts";
import { panicChannel, type StandInOptions } from "./options.ts";

/** The server that hosts this script writes it at its start. */
declare const standInOptions: StandInOptions;

const { runtime = "1.19", build = "e2ee" } = standInOptions;

let panics = false;
new BroadcastChannel(panicChannel).onmessage = () => {
  panics = true;
};

const program = Object.entries(createReleasedDouble()).map(([name, method]) => {
  const step = method as (...args: unknown[]) => unknown;
  const run = (...args: unknown[]): unknown => {
    if (panics) throw new Panic();
    return step(...args);
  };
  return [name, run] as const;
});

const { Go } = standIn({
  api: build === "neither" ? null : Object.fromEntries(program),
  build: build === "E2EE" ? "E2EE" : "e2ee",
  offers: runtimes[runtime],
});
Object.assign(globalThis, { Go });
