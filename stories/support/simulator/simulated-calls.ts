import type { SoraCall, SoraCallOptions } from "react-sora-e2ee";
import type { Simulation } from "./simulation.ts";

/**
 * Makes a simulation's call, as `createSoraCall` would make one: whoever connects it finds so many others, and nobody the
 * next time.
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
