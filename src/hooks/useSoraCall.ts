import { useContext } from "react";
import type { CallStore, SoraCall } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { CallContext } from "./call-context.ts";

/**
 * The call of the nearest `SoraCallProvider`, or `call` when one is given.
 *
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useSoraCall(call?: SoraCall): SoraCall {
  const provided = useContext(CallContext);
  const found = call ?? provided;
  if (!found) {
    throw new SoraE2EEError(
      "invalid-state",
      "There is no call here: wrap the app in <SoraCallProvider call={…}>.",
    );
  }
  return found;
}

/**
 * The store of the nearest call, for subscribing outside of rendering.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useCallStore(call?: SoraCall): CallStore {
  return useSoraCall(call).store;
}
