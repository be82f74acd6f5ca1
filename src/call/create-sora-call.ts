import { SoraE2EEError } from "../errors.ts";
import { createCallStore } from "../store/call-store.ts";
import { abortedError } from "./abort.ts";
import { checkOptions } from "./options.ts";
import { CallSession } from "./session.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/** One `connect` on its way. */
interface Attempt {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * A call that can be connected, disconnected and connected again. Creating it opens nothing and touches no browser
 * global. Several calls of one page know nothing of each other.
 */
export function createSoraCall(options: SoraCallOptions): SoraCall {
  const { store, dispatch } = createCallStore(options.role ?? "sendrecv");
  let attempt: Attempt | null = null;
  let session: CallSession | null = null;
  let closing: Promise<void> = Promise.resolve();

  const ended = (error: SoraE2EEError | null): void => {
    dispatch({ type: "reset" });
    const failed = error !== null && error.code !== "aborted";
    dispatch(failed ? { type: "failed", error } : { type: "phase", phase: "disconnected" });
  };

  const open = async ({ signal }: AbortController): Promise<void> => {
    let opening: CallSession | null = null;
    const onAbort = (): void => void opening?.close(abortedError(signal.reason));
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      // What the attempt or session before this one opened is closed first: one device, one member.
      await closing;
      if (signal.aborted) throw abortedError(signal.reason);
      dispatch({ type: "reset" });
      dispatch({ type: "phase", phase: "initializing" });
      checkOptions(options);
      const opened = new CallSession(options, {
        dispatch,
        onEnded: (error) => {
          session = null;
          closing = opened.close();
          ended(error);
        },
      });
      opening = opened;
      await opened.open();
      session = opened;
      dispatch({ type: "phase", phase: "connected" });
    } catch (cause) {
      closing = opening?.close() ?? closing;
      const error = asCallError(cause);
      ended(error);
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };

  return {
    store,
    connect({ signal } = {}) {
      if (attempt && !attempt.abort.signal.aborted) return attempt.done;
      if (session) return Promise.resolve();
      const abort = new AbortController();
      const onAbort = (): void => abort.abort(signal?.reason);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
      const previous = attempt?.done.catch(() => undefined);
      const started: Attempt = {
        abort,
        done: Promise.resolve(previous)
          .then(() => open(abort))
          .finally(() => {
            signal?.removeEventListener("abort", onAbort);
            if (attempt === started) attempt = null;
          }),
      };
      attempt = started;
      return started.done;
    },
    async disconnect() {
      if (attempt) {
        if (!attempt.abort.signal.aborted) dispatch({ type: "phase", phase: "disconnecting" });
        attempt.abort.abort();
        await attempt.done.catch(() => undefined);
      } else if (session) {
        const open = session;
        session = null;
        dispatch({ type: "phase", phase: "disconnecting" });
        closing = open.close();
        await closing;
        // Unless somebody has connected again meanwhile, which waits for the same closing.
        if (!attempt) ended(null);
      }
      await closing;
    },
    async replaceTrack(kind, track) {
      if (!session) {
        throw new SoraE2EEError("invalid-state", "A track can be replaced while the call is connected.");
      }
      await session.replaceTrack(kind, track);
    },
    setVerified(connectionId, verified) {
      dispatch({ type: "verify", connectionId, verified });
    },
  };
}

function asCallError(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return new SoraE2EEError("internal", "The call could not be set up, for an unknown reason.", { cause });
}
