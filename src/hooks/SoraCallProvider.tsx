import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { CallStore, SoraCall } from "../call/types.ts";
import type { LocalMediaSource } from "../devices/types.ts";
import { SoraE2EEError } from "../errors.ts";

interface Provided {
  readonly call: SoraCall;
  readonly media: LocalMediaSource | null;
}

export const ProvidedContext = createContext<Provided | null>(null);

export interface SoraCallProviderProps {
  /** From `useSoraE2EE` or `createSoraCall`. */
  readonly call: SoraCall;
  /**
   * The `media` of the call, for `MicrophoneToggle`, `CameraToggle` and `SelfTile`. Leave it out when the
   * call sends another stream.
   */
  readonly media?: LocalMediaSource | null;
  readonly children?: ReactNode;
}

/**
 * Provides a call to the hooks and connected components below it. Providers can be nested, and the nearest
 * one is used. Each hook of a call also accepts a call as its last argument, which replaces the provided one.
 * Without either, a hook throws `invalid-state`.
 */
export function SoraCallProvider({ call, media = null, children }: SoraCallProviderProps) {
  const provided = useMemo(() => ({ call, media }), [call, media]);
  return <ProvidedContext.Provider value={provided}>{children}</ProvidedContext.Provider>;
}

/**
 * The call of the nearest `SoraCallProvider`, or `call` when one is given.
 *
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useSoraCall(call?: SoraCall): SoraCall {
  const provided = useContext(ProvidedContext);
  const found = call ?? provided?.call;
  if (!found) {
    throw new SoraE2EEError(
      "invalid-state",
      "No call was provided. Wrap the component in <SoraCallProvider call={…}>, or pass a call.",
    );
  }
  return found;
}

/** The store of the nearest call, for subscribing outside of rendering. */
export function useCallStore(call?: SoraCall): CallStore {
  return useSoraCall(call).store;
}
