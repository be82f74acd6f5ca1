import { Deadline, systemClock } from "./clock.ts";

/** Settles as `work` does, or rejects with `late()` after `limitMs` milliseconds. `work` itself continues. */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  limitMs: number,
  late: () => Error,
): Promise<Result> {
  let isLate = (): void => undefined;
  const deadline = new Deadline(systemClock, () => isLate());
  const limit = new Promise<never>((_resolve, reject) => {
    isLate = () => reject(late());
  });
  deadline.set(systemClock.now() + limitMs);
  try {
    return await Promise.race([work, limit]);
  } finally {
    deadline.clear();
  }
}
