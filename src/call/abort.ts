import { SoraE2EEError } from "../errors.ts";

/** `work`, or the abort's error as soon as there is one. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

export function abortedError(cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("aborted", "Connecting was cancelled.", { cause });
}
