import { setTimeout as sleep } from "node:timers/promises";
import { waitLimit } from "./limits.ts";

/** The longest pause between two tries, in milliseconds. */
const longestPause = 500;

/**
 * Runs `assertion` until it does not throw, and returns what it returned. Fails with its last error. The pause
 * between two tries grows to a tenth of the time so far: frequent questions to several pages would take the
 * processor from the calls that they wait for.
 */
export async function eventually<Result>(
  what: string,
  assertion: () => Promise<Result> | Result,
  { every = 50 } = {},
): Promise<Result> {
  const start = performance.now();
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      const waited = performance.now() - start;
      if (waited > waitLimit) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`Not within ${waitLimit / 1000} s: ${what}.\n${why}`, { cause: error });
      }
      await sleep(Math.max(every, Math.min(waited / 10, longestPause)));
    }
  }
}
