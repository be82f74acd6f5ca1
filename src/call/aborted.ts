import { SoraE2EEError } from "../errors.ts";

export function abortedError(cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("aborted", "Connecting was cancelled.", { cause });
}

/** The reason for which the signal was aborted. */
export function reasonOf(signal: AbortSignal): SoraE2EEError {
  const reason: unknown = signal.reason;
  return reason instanceof SoraE2EEError ? reason : abortedError(reason);
}

/**
 * The result of `work`, unless the signal is aborted before.
 * @throws {SoraE2EEError} the reason of the signal, as soon as it is aborted.
 */
export async function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    stop = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}
