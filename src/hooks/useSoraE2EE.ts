import { useCallback, useEffect, useState } from "react";
import { createSoraCall } from "../call/create-sora-call.ts";
import type { CallStore, SoraCall, SoraCallOptions } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallPhase, CallState } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

export type CreateCall = (options: SoraCallOptions) => SoraCall;

export type UseSoraE2EEOptions = SoraCallOptions & {
  /** Connects on mount. Default false: the app calls `connect`. */
  readonly autoConnect?: boolean;
  /**
   * Creates the call, in place of `createSoraCall`. For tests and stories, use one that returns
   * `createTestCall()`. Read once.
   */
  readonly createCall?: CreateCall;
};

/** A failed call has an error. After a failed attempt, another phase may still hold the earlier error. */
type Outcome =
  | {
      readonly phase: "failed";
      readonly error: SoraE2EEError;
      readonly ending: Extract<CallEnding, { error: SoraE2EEError }>;
    }
  | {
      readonly phase: Exclude<CallPhase, "failed">;
      readonly error: SoraE2EEError | null;
      readonly ending: CallEnding | null;
    };

export type UseSoraE2EEResult = Outcome & {
  readonly progress: CallState["progress"];
  /** Never rejects. The error is in `error`. For a promise that rejects, use `call.connect()`. */
  readonly connect: () => Promise<void>;
  /** Closes all resources, at any moment. Never rejects. */
  readonly disconnect: () => Promise<void>;
  /** For `SoraCallProvider`. Stays the same object when options change. */
  readonly call: SoraCall;
  readonly store: CallStore;
};

/**
 * Owns one end-to-end encrypted call. It creates the call, and connects it on mount or when the app calls
 * `connect`. On unmount, at any moment, it closes the connection, the worker and the devices that the call
 * opened.
 *
 * Options are compared by value. If an option changes while the call is connected or connecting, the call
 * reconnects with the new options. Otherwise the next `connect` uses them.
 */
export function useSoraE2EE(options: UseSoraE2EEOptions): UseSoraE2EEResult {
  const { autoConnect = false, createCall = createSoraCall, ...callOptions } = options ?? {};
  const [call] = useState(() => createCall(callOptions));

  // Runs in every render, because options are compared by value and equal ones have no effect.
  useEffect(() => call.setOptions(callOptions));
  useEffect(() => call.retain({ autoConnect }), [call, autoConnect]);

  const state = useCallState(selectProgress, call);
  const connect = useCallback(() => call.connect().catch(() => undefined), [call]);
  return { ...state, connect, disconnect: call.disconnect, call, store: call.store };
}

/** One event ends a call and gives the reason. */
function selectProgress({ phase, error, ending, progress }: CallState) {
  return { phase, error, ending, progress } as Outcome & Pick<CallState, "progress">;
}
