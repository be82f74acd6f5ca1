import { SoraE2EEError } from "../errors.ts";
import { createCallStore } from "../store/call-store.ts";
import { abortedError } from "./abort.ts";
import { checkOptions } from "./options.ts";
import { CallSession } from "./session.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/**
 * A call that can be connected, disconnected and connected again. Creating it opens nothing and touches no browser
 * global. Several calls of one page know nothing of each other.
 */
export function createSoraCall(options: SoraCallOptions): SoraCall {
  const { store, dispatch } = createCallStore(options.role ?? "sendrecv");
  let session: CallSession | null = null;
  let connecting: Promise<void> | null = null;
  let closing: Promise<void> = Promise.resolve();

  const ended = (error: SoraE2EEError | null): void => {
    dispatch({ type: "reset" });
    dispatch(
      error && error.code !== "aborted"
        ? { type: "failed", error }
        : { type: "phase", phase: "disconnected" },
    );
  };

  const open = async (signal: AbortSignal | undefined): Promise<void> => {
    await closing;
    if (signal?.aborted) throw abortedError(signal.reason);
    dispatch({ type: "phase", phase: "initializing" });
    let current: CallSession | null = null;
    const onAbort = (): void => void current?.close(abortedError(signal?.reason));
    try {
      checkOptions(options);
      const opened = new CallSession(options, {
        dispatch,
        onEnded: (error) => {
          closing = opened.close();
          session = null;
          ended(error);
        },
      });
      current = opened;
      session = opened;
      signal?.addEventListener("abort", onAbort, { once: true });
      await opened.open();
      dispatch({ type: "phase", phase: "connected" });
    } catch (error) {
      closing = current?.close() ?? closing;
      session = null;
      ended(error as SoraE2EEError);
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  };

  return {
    store,
    connect({ signal } = {}) {
      if (connecting) return connecting;
      if (session) return Promise.resolve();
      connecting = open(signal).finally(() => {
        connecting = null;
      });
      return connecting;
    },
    async disconnect() {
      const current = session;
      if (!current) {
        await closing;
        return;
      }
      dispatch({ type: "phase", phase: "disconnecting" });
      closing = current.close(abortedError());
      await closing;
      // While connecting, the rejected attempt tells the store itself.
      if (session === current && !connecting) {
        session = null;
        ended(null);
      }
    },
    async replaceTrack(kind, track) {
      if (!session || connecting) {
        throw new SoraE2EEError("invalid-state", "A track can be replaced while the call is connected.");
      }
      await session.replaceTrack(kind, track);
    },
    setVerified(connectionId, verified) {
      dispatch({ type: "verify", connectionId, verified });
    },
  };
}
