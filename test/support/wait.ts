import { setTimeout as sleep } from "node:timers/promises";
import { waitLimit } from "./limits.ts";

/** Runs `assertion` until it does not throw, and returns what it returned. Fails with its last error. */
export async function eventually<Result>(
  what: string,
  assertion: () => Promise<Result> | Result,
  { every = 50 } = {},
): Promise<Result> {
  const end = performance.now() + waitLimit;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > end) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`Not within ${waitLimit / 1000} s: ${what}.\n${why}`, { cause: error });
      }
      await sleep(every);
    }
  }
}
