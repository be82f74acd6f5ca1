import type { SoraCallOptions } from "./types.ts";

/** Options whose functions call the newest ones: a call may connect again long after the render that made it. */
export function withNewestFunctions(
  options: SoraCallOptions,
  newest: () => SoraCallOptions,
): SoraCallOptions {
  const { metadata, createWorker } = options;
  return {
    ...options,
    ...(typeof metadata === "function" && {
      metadata: () => {
        const { metadata: now = null } = newest();
        return typeof now === "function" ? now() : now;
      },
    }),
    ...(typeof createWorker === "function" && {
      createWorker: () => (newest().createWorker ?? createWorker)(),
    }),
  };
}
