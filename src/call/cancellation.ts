import { SoraE2EEError } from "../errors.ts";

/**
 * Calls off work in progress, for a reason. An `AbortSignal` would do, but its `reason` is younger than the oldest
 * browsers that can protect a call.
 */
export class Cancellation {
  #reason: SoraE2EEError | null = null;
  readonly #listeners = new Set<(reason: SoraE2EEError) => void>();

  get reason(): SoraE2EEError | null {
    return this.#reason;
  }

  /** The first reason counts. */
  cancel(reason: SoraE2EEError): void {
    if (this.#reason) return;
    this.#reason = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners.clear();
  }

  /** Calls `listener` once, at once if it is cancelled already. Returns how to take it back. */
  onCancelled(listener: (reason: SoraE2EEError) => void): () => void {
    if (this.#reason) listener(this.#reason);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** `work`, or the reason as soon as there is one. */
  async race<T>(work: Promise<T>): Promise<T> {
    let stop = (): void => undefined;
    const cancelled = new Promise<never>((_resolve, reject) => {
      stop = this.onCancelled(reject);
    });
    try {
      return await Promise.race([work, cancelled]);
    } finally {
      stop();
    }
  }
}

export function abortedError(cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("aborted", "Connecting was cancelled.", { cause });
}
