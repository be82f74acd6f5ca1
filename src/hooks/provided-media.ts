import { useContext, useSyncExternalStore } from "react";
import type { LocalMediaSource, LocalMediaState } from "../devices/types.ts";
import { ProvidedContext } from "./SoraCallProvider.tsx";

/**
 * The `media` of the nearest `SoraCallProvider` and its state. Null when the provider has none. Renders again
 * when the state changes.
 */
export function useProvidedMedia(): {
  readonly source: LocalMediaSource;
  readonly state: LocalMediaState;
} | null {
  const source = useContext(ProvidedContext)?.media ?? null;
  const state = useSyncExternalStore(
    source?.store.subscribe ?? neverChanges,
    () => source?.store.getState() ?? null,
    () => source?.store.getInitialState() ?? null,
  );
  return source && state && { source, state };
}

const neverChanges = () => () => undefined;
