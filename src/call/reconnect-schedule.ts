import type { SoraE2EEError, SoraE2EEErrorCode } from "../errors.ts";
import { serverEnd } from "../sora/failures.ts";

const firstDelay = 500;
const longestDelay = 10_000;

/** Errors after which another attempt may succeed. Other errors would only repeat. */
const retryableErrors: ReadonlySet<SoraE2EEErrorCode> = new Set([
  "connection-lost",
  "connection-timeout",
  "server-unreachable",
  "signaling-refused",
  // The app could not reach the source of its access tokens.
  "metadata-failed",
  // The server had it for the first connection.
  "wasm-not-found",
]);

/**
 * True when a reconnect may help after this error. A participant that the server removed does not return by
 * itself.
 */
export function isRetryable(error: SoraE2EEError): boolean {
  return retryableErrors.has(error.code) && serverEnd(error) === null;
}

/**
 * Waits before an attempt to connect again. The delay doubles up to a limit, and is scattered, so that the peers of a channel
 * do not all come back in one moment. Ends early when the signal is aborted or the network is back.
 * @param attempt 0 for the first
 */
export async function waitToReconnect(attempt: number, signal: AbortSignal): Promise<void> {
  const delay = Math.min(longestDelay, firstDelay * 2 ** attempt) * (0.5 + Math.random() / 2);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    // The browser reports that the network is back before our timer ends.
    addEventListener("online", done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
