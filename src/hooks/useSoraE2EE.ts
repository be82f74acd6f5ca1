import { useCallback, useEffect, useState } from "react";
import { createSoraCall } from "../call/create-sora-call.ts";
import type { CallStore, SoraCall, SoraCallOptions } from "../call/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallPhase, CallState } from "../store/types.ts";
import { useCallState } from "./useCallState.ts";

export type CreateCall = (options: SoraCallOptions) => SoraCall;

export type UseSoraE2EEOptions = SoraCallOptions & {
  /** Connect on mount. Default false: `connect` does it. */
  readonly autoConnect?: boolean;
  /** Makes the call, in place of `createSoraCall`: for tests and stories, one that returns `createTestCall()`. Read once. */
  readonly createCall?: CreateCall;
};

/** A call that failed has an error; after a failed attempt another phase may still hold the one of before. */
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
  /** Never rejects: what went wrong is in `error`. For a promise that rejects, `call.connect()`. */
  readonly connect: () => Promise<void>;
  /** Closes everything that was opened, at any moment. Never rejects. */
  readonly disconnect: () => Promise<void>;
  /** For `SoraCallProvider`. Stays the same object when options change. */
  readonly call: SoraCall;
  readonly store: CallStore;
};

/**
 * Owns one end-to-end encrypted call: makes it, connects it on mount or when asked, and closes all of it (worker,
 * devices that it opened, connection) on unmount, at whatever moment that comes.
 *
 * Options are compared by value. When one changes while connected or connecting, the call connects anew with the new
 * ones; otherwise they count from the next `connect` on.
 */
export function useSoraE2EE(options: UseSoraE2EEOptions): UseSoraE2EEResult {
  const { autoConnect = false, createCall = createSoraCall, ...callOptions } = options ?? {};
  const [call] = useState(() => createCall(callOptions));

  // In every render: options are compared by value there, and equal ones do nothing.
  useEffect(() => call.setOptions(callOptions));
  useEffect(() => call.retain({ autoConnect }), [call, autoConnect]);

  const state = useCallState(selectProgress, call);
  const connect = useCallback(() => call.connect().catch(() => undefined), [call]);
  return { ...state, connect, disconnect: call.disconnect, call, store: call.store };
}

/** One event ends a call and says why. */
function selectProgress({ phase, error, ending, progress }: CallState) {
  return { phase, error, ending, progress } as Outcome & Pick<CallState, "progress">;
}
