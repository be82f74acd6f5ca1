import type { SoraCall, SoraCallOptions } from "react-sora-e2ee";
import type { Simulation } from "./simulation.ts";

/**
 * Creates a simulation's call, in place of `createSoraCall`. The first connect finds this number of peers,
 * and later ones find none.
 */
export function simulatedCalls(
  simulation: Simulation,
  others: number,
): (options: SoraCallOptions) => SoraCall {
  const { call } = simulation;
  let stop: (() => void) | null = null;
  return ({ media }) => ({
    ...call,
    connect: async () => {
      await media?.open();
      if (stop) simulation.joinsAgain();
      else stop = simulation.start(others);
    },
    disconnect: async () => {
      await call.disconnect();
      stop?.();
    },
  });
}
