import type { SoraCall, SoraCallOptions } from "../../../src/call/types.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { type CallStoreHandle, createCallStore } from "../../../src/store/call-store.ts";

/** A call without a network: the test says when connecting and disconnecting come to an end. */
export interface FakeCall extends SoraCall {
  readonly options: SoraCallOptions;
  readonly dispatch: CallStoreHandle["dispatch"];
  readonly calls: readonly string[];
  connected(): void;
  failed(error: SoraE2EEError): void;
}

export interface FakeCalls {
  readonly made: readonly FakeCall[];
  readonly create: (options: SoraCallOptions) => FakeCall;
  /** The latest; throws when there is none. */
  latest(): FakeCall;
  /** Those that hold a connection, or are about to. */
  open(): readonly FakeCall[];
}

const closedPhases = new Set(["idle", "failed", "disconnected"]);

export function createFakeCalls(): FakeCalls {
  const made: FakeCall[] = [];
  return {
    made,
    create: (options) => {
      const call = createFakeCall(options);
      made.push(call);
      return call;
    },
    latest: () => {
      const call = made.at(-1);
      if (!call) throw new Error("No call has been made.");
      return call;
    },
    open: () => made.filter(({ store }) => !closedPhases.has(store.getState().phase)),
  };
}

function createFakeCall(options: SoraCallOptions): FakeCall {
  const { store, dispatch } = createCallStore(options.role ?? "sendrecv", () => 0);
  const calls: string[] = [];
  let attempt: { resolve(): void; reject(error: SoraE2EEError): void } | null = null;

  const end = (error: SoraE2EEError | null) => {
    attempt?.reject(error ?? new SoraE2EEError("aborted", "Called off."));
    attempt = null;
    dispatch({ type: "reset" });
    dispatch(error ? { type: "failed", error } : { type: "phase", phase: "disconnected" });
  };

  return {
    options,
    store,
    dispatch,
    calls,
    connect: ({ signal } = {}) => {
      calls.push("connect");
      dispatch({ type: "phase", phase: "initializing" });
      dispatch({ type: "phase", phase: "connecting" });
      return new Promise((resolve, reject) => {
        attempt = { resolve, reject };
        signal?.addEventListener("abort", () => end(null));
      });
    },
    disconnect: async () => {
      calls.push("disconnect");
      if (closedPhases.has(store.getState().phase)) return;
      dispatch({ type: "phase", phase: "disconnecting" });
      await Promise.resolve();
      end(null);
    },
    replaceTrack: async () => undefined,
    setVerified: (connectionId, verified) => dispatch({ type: "verify", connectionId, verified }),
    connected: () => {
      dispatch({ type: "phase", phase: "connected" });
      attempt?.resolve();
      attempt = null;
    },
    failed: end,
  };
}
