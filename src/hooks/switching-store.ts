import type { CallStore } from "../call/types.ts";
import type { CallState } from "../store/types.ts";

export interface SwitchingStore {
  readonly store: CallStore;
  /** From now on shows `source`, and tells subscribers so. */
  follow(source: CallStore): void;
}

/** One store for subscribers to hold on to, while the store behind it changes. Listens only as long as someone does. */
export function createSwitchingStore(initial: CallState): SwitchingStore {
  const listeners = new Set<(state: CallState, previous: CallState) => void>();
  let source: CallStore | null = null;
  let unsubscribe: (() => void) | null = null;

  const getState = () => source?.getState() ?? initial;
  const notify = (state: CallState, previous: CallState) => {
    for (const listener of [...listeners]) listener(state, previous);
  };
  const listen = () => {
    unsubscribe ??= source?.subscribe(notify) ?? null;
  };
  const stopListening = () => {
    unsubscribe?.();
    unsubscribe = null;
  };

  return {
    store: {
      getState,
      getInitialState: () => initial,
      subscribe: (listener) => {
        listeners.add(listener);
        listen();
        return () => {
          listeners.delete(listener);
          if (listeners.size === 0) stopListening();
        };
      },
    },
    follow: (next) => {
      const previous = getState();
      stopListening();
      source = next;
      if (listeners.size > 0) listen();
      notify(getState(), previous);
    },
  };
}
