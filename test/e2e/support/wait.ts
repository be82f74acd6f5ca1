import { setTimeout as sleep } from "node:timers/promises";

/** Runs `assertion` until it does not throw; returns the milliseconds that took. Fails with its last error. */
export async function eventually(
  what: string,
  assertion: () => Promise<void> | void,
  { within = 10_000, every = 50 } = {},
): Promise<number> {
  const begun = performance.now();
  for (;;) {
    try {
      await assertion();
      return performance.now() - begun;
    } catch (error) {
      const waited = performance.now() - begun;
      if (waited > within) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`Not within ${within} ms: ${what}.\n${why}`, { cause: error });
      }
      await sleep(every);
    }
  }
}
