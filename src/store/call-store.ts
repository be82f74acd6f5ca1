import { createStore, type StoreApi } from "zustand/vanilla";
import type { Role } from "../protocol/types.ts";
import { initialState } from "./initial-state.ts";
import { reduce } from "./reduce.ts";
import type { CallEvent, CallState } from "./types.ts";

export interface CallStoreHandle {
  readonly store: StoreApi<CallState>;
  dispatch(event: CallEvent): void;
}

/** One call's state, changed by events. `now` gives milliseconds since the epoch for the event log. */
export function createCallStore(
  role: Role,
  now: () => number = Date.now,
  state: CallState = initialState(role),
): CallStoreHandle {
  const store = createStore<CallState>(() => state);
  return {
    store,
    dispatch: (event) => store.setState((state) => reduce(state, event, now()), true),
  };
}
